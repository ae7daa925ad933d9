"""A network that can be made bad on purpose: a proxy on loopback that cuts, delays, swallows, and loses answers."""

from __future__ import annotations

import contextlib
import random
import selectors
import socket
import struct
import threading
import time
from dataclasses import dataclass, field
from typing import Self

CHUNK = 65_536
_RESET = struct.pack("ii", 1, 0)


@dataclass
class Faults:
    """What the network does to what passes; may be changed at any moment.

    Attributes:
        is_cut: Nothing gets through, and what stood is reset.
        is_black: Everything is taken and nothing is passed on: a silent peer that still acknowledges.
        delay_s: Waited before each piece is passed on.
        lose_answers: What the server says is thrown away, and the connection is reset once it spoke: it did what it
            was asked, and nobody heard so.
        cut_after: Bytes after which a connection is reset, drawn evenly below this; 0 for never.
    """

    is_cut: bool = False
    is_black: bool = False
    delay_s: float = 0.0
    lose_answers: bool = False
    cut_after: int = 0

    def clear(self) -> None:
        """Heal everything."""
        self.is_cut = self.is_black = self.lose_answers = False
        self.delay_s, self.cut_after = 0.0, 0


@dataclass
class Proxy:
    """Listens on ``port`` of this machine and passes everything on to the server, as far as the faults let it.

    Attributes:
        address: Of this machine, where it listens.
    """

    server_host: str
    server_port: int
    faults: Faults = field(default_factory=Faults)
    chance: random.Random = field(default_factory=lambda: random.Random(1))  # noqa: S311  reproducible, not secret
    passed: int = 0
    resets: int = 0
    address: str = "127.0.0.1"
    _pairs: set[_Pair] = field(default_factory=set)

    def __post_init__(self) -> None:
        self._listener = socket.create_server((self.address, 0))
        self.port: int = self._listener.getsockname()[1]
        self._lock = threading.Lock()
        self._thread = threading.Thread(target=self._accept, name="proxy", daemon=True)
        self._thread.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    def cut(self) -> None:
        """Reset every connection and let nobody in until ``heal``."""
        self.faults.is_cut = True
        self.reset()

    def heal(self) -> None:
        """End every fault; connections that hung are reset."""
        was_black = self.faults.is_black
        self.faults.clear()
        if was_black:
            self.reset()

    def reset(self) -> None:
        """Reset every connection that stands."""
        with self._lock:
            pairs = list(self._pairs)
        for pair in pairs:
            pair.reset()

    def close(self) -> None:
        """End the proxy."""
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)  # closing alone wakes nobody
        self._thread.join(5)
        self._listener.close()
        self.reset()
        with self._lock:
            pairs = list(self._pairs)
        for pair in pairs:
            pair.join(5)

    def _accept(self) -> None:
        while True:
            try:
                client, _address = self._listener.accept()
            except OSError:
                return
            if self.faults.is_cut:
                _reset(client)
                continue
            try:
                server = socket.create_connection((self.server_host, self.server_port), timeout=5)
            except OSError:
                _reset(client)
                continue
            server.settimeout(None)
            pair = _Pair(self, client, server)
            with self._lock:
                self._pairs.add(pair)
            pair.start()

    def forget(self, pair: _Pair) -> None:
        """Let go of a pair that ended."""
        with self._lock:
            self._pairs.discard(pair)


class _Pair(threading.Thread):
    """One connection through the proxy."""

    def __init__(self, proxy: Proxy, client: socket.socket, server: socket.socket) -> None:
        super().__init__(name="proxy-pair", daemon=True)
        self._proxy = proxy
        self._client = client
        self._server = server
        limit = proxy.faults.cut_after
        self._left = proxy.chance.randrange(limit) if limit else -1
        self._over = False

    def reset(self) -> None:
        self._over = True
        self._proxy.resets += 1
        for one in (self._client, self._server):
            with contextlib.suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)

    def run(self) -> None:
        try:
            self._pump()
        except OSError:
            pass
        finally:
            _reset(self._client)
            _reset(self._server)
            self._proxy.forget(self)

    def _pump(self) -> None:
        with selectors.DefaultSelector() as ready:
            ready.register(self._client, selectors.EVENT_READ, self._server)
            ready.register(self._server, selectors.EVENT_READ, self._client)
            while not self._over:
                for key, _events in ready.select(0.2):
                    source: socket.socket = key.fileobj  # type: ignore[assignment]
                    if not self._pass(source, key.data):
                        return

    def _pass(self, source: socket.socket, target: socket.socket) -> bool:
        data = source.recv(CHUNK)
        faults = self._proxy.faults
        if not data or faults.is_cut:
            return False
        if faults.is_black:
            return True
        if faults.lose_answers and source is self._server:
            self._proxy.resets += 1
            return False
        if faults.delay_s:
            time.sleep(faults.delay_s)
        if self._left >= 0:
            self._left -= len(data)
            if self._left < 0:
                self._proxy.resets += 1
                return False
        target.sendall(data)
        self._proxy.passed += len(data)
        return True


def _reset(one: socket.socket) -> None:
    with contextlib.suppress(OSError):
        one.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
    one.close()
