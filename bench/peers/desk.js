// The peer's desks: PouchDB on LevelDB. One JSON command a line in, one JSON answer a line out.
// node desk.js FOLDER
const fs = require('fs');
const path = require('path');
const readline = require('readline');
const PouchDB = require('pouchdb');

const folder = path.join(process.argv[2], path.sep);
const Local = PouchDB.defaults({ prefix: folder, adapter: 'leveldb' });
const FILL = 1000;

const seconds = (since) => Number(process.hrtime.bigint() - since) / 1e9;

async function fill({ db, file }) {
  const local = new Local(db);
  const docs = fs.readFileSync(file, 'utf8').trimEnd().split('\n').map((line) => JSON.parse(line));
  for (let at = 0; at < docs.length; at += FILL) {
    await local.bulkDocs(docs.slice(at, at + FILL));
  }
  const { doc_count: count } = await local.info();
  await local.close();
  return { count };
}

async function replicate({ db, url, batch, way }) {
  const local = new Local(db);
  const options = batch ? { batch_size: batch } : {};
  const store = new PouchDB(url);
  const since = process.hrtime.bigint();
  const done = await (way === 'push'
    ? local.replicate.to(store, options)
    : local.replicate.from(store, options));
  const taken = seconds(since);
  const { doc_count: count } = await local.info();
  await local.close();
  return { seconds: taken, written: done.docs_written, count };
}

// One change at a time, from one desk through the store to the other, both replicating live.
async function latency({ url, docs }) {
  const [one, other] = [new Local('writer'), new Local('reader')];
  const options = { live: true, retry: true };
  const going = [
    one.replicate.to(new PouchDB(url), options),
    other.replicate.from(new PouchDB(url), options),
  ];
  const arrived = new Map();
  const heard = other.changes({ live: true, since: 'now' });
  heard.on('change', ({ id }) => arrived.get(id)?.());
  const taken = [];
  for (const doc of docs) {
    const there = new Promise((resolve) => arrived.set(doc._id, resolve));
    const since = process.hrtime.bigint();
    await one.put(doc);
    await there;
    taken.push(seconds(since));
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  heard.cancel();
  for (const replication of going) replication.cancel();
  return { seconds: taken };
}

const commands = { fill, replicate, latency };

(async () => {
  for await (const line of readline.createInterface({ input: process.stdin })) {
    const command = JSON.parse(line);
    try {
      console.log(JSON.stringify(await commands[command.do](command)));
    } catch (problem) {
      console.log(JSON.stringify({ error: String(problem.stack || problem) }));
    }
  }
  process.exit(0);
})();
