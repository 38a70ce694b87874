"""Makes links that delay and limit, one for each of so many hosts, for as long as standard input is open.

usage: link.py HOSTS DELAY RATE QUEUE: seconds one way, bits a second each way, the seconds that may wait before packets are lost.

The interfaces are `fleet`, whose packets go to the host that 198.18.1.<number> names, and link1, link2 and so on, to be moved into the
hosts' network namespaces. It prints a line when all are there. Whole IP packets go through it, so that the TCP of both ends is the
kernel's own and finds the rate by itself, as over any link; netem(8) would do the same in kernels that have it.
"""
import fcntl
import heapq
import os
import select
import struct
import sys
import time

# linux/if_tun.h
TUNSETIFF, IFF_TUN, IFF_NO_PI = 0x400454CA, 1, 0x1000


def open_interface(name):
    fd = os.open('/dev/net/tun', os.O_RDWR | os.O_NONBLOCK)
    fcntl.ioctl(fd, TUNSETIFF, struct.pack('16sH22x', name.encode(), IFF_TUN | IFF_NO_PI))
    return fd


class Way:
    """One direction of one link."""

    def __init__(self, to, delay, rate, queue):
        self.to, self.delay, self.rate, self.queue = to, delay, rate, queue
        self.free = 0.0

    def arrival(self, packet, now):
        """When a packet is at the other end; None when it is lost."""
        begin = max(now, self.free)
        if begin - now > self.queue:
            return None
        self.free = begin + len(packet) * 8 / self.rate
        return self.free + self.delay


def packets(fd):
    """All packets that are there."""
    while True:
        try:
            yield os.read(fd, 65536)
        except BlockingIOError:
            return


def way_of(packet, fd, fleet, there, back):
    """Where a packet goes; None for what is neither for a host nor from one, such as a router solicitation."""
    if packet[0] >> 4 != 4:
        return None
    return there.get(packet[19]) if fd == fleet else back[fd]


def deliver(travelling):
    """Hands over what has arrived. Returns the seconds until the next will, None when nothing is under way."""
    while travelling:
        left = travelling[0][0] - time.monotonic()
        if left > 0:
            return left
        _, _, fd, packet = heapq.heappop(travelling)
        try:
            os.write(fd, packet)
        except OSError:
            # The interface is not up yet, or full: the packet is lost.
            pass
    return None


def main():
    number, options = int(sys.argv[1]), [float(word) for word in sys.argv[2:5]]
    fleet = open_interface('fleet')
    hosts = [open_interface('link%d' % host) for host in range(1, number + 1)]
    there = {host: Way(fd, *options) for host, fd in enumerate(hosts, 1)}
    back = {fd: Way(fleet, *options) for fd in hosts}
    poll = select.epoll()
    for fd in (0, fleet, *hosts):
        poll.register(fd, select.EPOLLIN)
    print('ready', flush=True)
    travelling, count = [], 0
    while True:
        for fd, _ in poll.poll(deliver(travelling)):
            if fd == 0:
                return
            for packet in packets(fd):
                way = way_of(packet, fd, fleet, there, back)
                at = way and way.arrival(packet, time.monotonic())
                if at is not None:
                    count += 1
                    heapq.heappush(travelling, (at, count, way.to, packet))


main()
