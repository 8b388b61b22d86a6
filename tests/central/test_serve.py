"""The socket on which the store listens."""

import asyncio
import socket

from central.commands.serve import _listen


def test_answers_are_not_held_back_for_the_sake_of_fewer_packets() -> None:
    async def accepted() -> int:
        kept: asyncio.Queue[asyncio.StreamWriter] = asyncio.Queue()
        listening = _listen("127.0.0.1", 0)
        server = await asyncio.start_server(lambda _in, out: kept.put_nowait(out), sock=listening)
        _, near = await asyncio.open_connection(*listening.getsockname())
        far = await kept.get()
        found: int = far.get_extra_info("socket").getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
        for writer in (near, far):
            writer.close()
            await writer.wait_closed()
        server.close()
        await server.wait_closed()
        return found

    assert asyncio.run(accepted()) != 0
