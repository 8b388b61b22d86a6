// The peer's store: express-pouchdb on LevelDB, on a free port of this machine.
// node server.js FOLDER -> prints {"url"} when it listens; ends when its input ends.
const path = require('path');
const express = require('express');
const expressPouchDB = require('express-pouchdb');
const PouchDB = require('pouchdb');

const folder = path.join(process.argv[2], path.sep);
const Stored = PouchDB.defaults({ prefix: folder, adapter: 'leveldb' });
const app = express();
app.use('/', expressPouchDB(Stored, { mode: 'minimumForPouchDB', inMemoryConfig: true }));
const server = app.listen(0, '127.0.0.1', () => {
  console.log(JSON.stringify({ url: `http://127.0.0.1:${server.address().port}` }));
});
process.stdin.on('end', () => process.exit(0)).resume();
