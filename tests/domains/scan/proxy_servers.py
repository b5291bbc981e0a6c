"""Proxies on loopback: by CONNECT and by SOCKS5. Each is what ``serving`` of ``servers`` lets talk."""

import socket
import threading
from contextlib import suppress


def relay(talk, connection):
    """Copy both ways until either side is done."""

    def copy(source, target):
        with suppress(OSError):
            while data := source.recv(65_536):
                target.sendall(data)
        for end in (source, target):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

    back = threading.Thread(target=copy, args=(connection, talk.connection))
    back.start()
    copy(talk.connection, connection)
    back.join()
    connection.close()


class HttpProxy:
    """Speaks CONNECT. ``targets``: what was asked for. A name leads to ``name_leads_to``."""

    def __init__(self, refuse_with="", credentials="", names=None):
        self.targets = []
        self.refuse_with = refuse_with
        self.credentials = credentials
        self.names = names or {}

    def __call__(self, talk):
        head = talk.hear()
        if not head:
            return None
        method, target, _ = head.split(" ", 2)
        assert method == "CONNECT"
        self.targets.append(target)
        if self.refuse_with:
            return talk.send(f"HTTP/1.1 {self.refuse_with}\r\nContent-Length: 0\r\n\r\n".encode())
        if self.credentials and f"Proxy-Authorization: Basic {self.credentials}" not in head:
            return talk.send(b"HTTP/1.1 407 Who are you\r\nContent-Length: 0\r\n\r\n")
        host, _, port = target.rpartition(":")
        connection = socket.create_connection(self.names.get(target, (host.strip("[]"), int(port))))
        talk.send(b"HTTP/1.1 200 Connection established\r\nX-Proxy: yes\r\n\r\n")
        return relay(talk, connection)


class Socks5Proxy:
    """The same by SOCKS5. ``reply``: 0 connects, anything else is the code of a refusal."""

    def __init__(self, reply=0, password="", names=None):
        self.targets = []
        self.reply = reply
        self.password = password
        self.names = names or {}

    def __call__(self, talk):
        stream = talk.connection.makefile("rb")
        with stream:
            _, count = stream.read(2)
            stream.read(count)
            talk.send(b"\x05\x02" if self.password else b"\x05\x00")
            if self.password and not self._admit(talk, stream):
                return
            _, _, _, kind = stream.read(4)
            host = self._host(stream, kind)
            port = int.from_bytes(stream.read(2), "big")
        self.targets.append(f"{host}:{port}")
        if self.reply:
            talk.send(bytes([5, self.reply, 0, 1]) + bytes(6))
            return
        connection = socket.create_connection(self.names.get(f"{host}:{port}", (host, port)))
        talk.send(b"\x05\x00\x00\x01" + bytes(6))
        relay(talk, connection)

    def _admit(self, talk, stream):
        stream.read(1)
        stream.read(stream.read(1)[0])
        right = stream.read(stream.read(1)[0]).decode() == self.password
        talk.send(b"\x01\x00" if right else b"\x01\x01")
        return right

    @staticmethod
    def _host(stream, kind):
        if kind == 1:
            return socket.inet_ntop(socket.AF_INET, stream.read(4))
        name = stream.read(stream.read(1)[0]).decode()
        assert not name[-1].isdigit(), "an address is sent as one, not as a name"
        return name
