# Copyright: (c) 2026, the nic.bonding authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""
What a program for Linux asks of a host, read from the program itself (elf(5)). Private to this collection.
"""
from __future__ import annotations

import re
import struct

# e_machine (elf.h) and byte order, by what `uname -m` says there.
MACHINES = {
    (3, '<'): 'i686', (21, '>'): 'ppc64', (21, '<'): 'ppc64le', (22, '>'): 's390x',
    (40, '<'): 'armv7l', (62, '<'): 'x86_64', (183, '<'): 'aarch64',
}
PT_LOAD, PT_DYNAMIC, PT_INTERP = 1, 2, 3
DT_STRTAB, DT_VERNEED = 5, 0x6ffffffe
# Fields by the class of the file: of the header, of a program header, of an entry of the dynamic section.
HEADER = {1: 'HHIIIIIHHH', 2: 'HHIQQQIHHH'}
SEGMENT = {1: 'IIIIIIII', 2: 'IIQQQQQQ'}
DYNAMIC = {1: 'iI', 2: 'qQ'}


class ElfError(ValueError):
    """The bytes are no program for Linux."""


def read_elf(data):
    """
    The machine, as `uname -m` names it, and the C library of a program: `glibc` or `musl`, with glibc the oldest version that
    has all that the program asks of it. Raises ElfError for anything else than a whole program.
    """
    if bytes(data[:4]) != b'\x7fELF' or data[4] not in (1, 2) or data[5] not in (1, 2):
        raise ElfError('it is no program for Linux (there is no ELF header)')
    try:
        return describe(data, data[4], '<' if data[5] == 1 else '>')
    except (struct.error, IndexError, KeyError, UnicodeDecodeError) as error:
        raise ElfError('it is no whole program for Linux (%s)' % error) from error


def describe(data, width, order):
    """The same for bytes that begin as a program does."""
    header = struct.unpack_from(order + HEADER[width], data, 16)
    machine, offset, size, count = header[1], header[4], header[8], header[9]
    segments = [segment_at(data, offset + index * size, (width, order)) for index in range(count)]
    interpreter = next((text_at(data, at) for kind, at, _address, _size in segments if kind == PT_INTERP), '')
    libc = 'musl' if 'ld-musl' in interpreter else 'glibc' if interpreter else 'none'
    wanted = needed_versions(data, segments, (width, order)) if libc == 'glibc' else []
    return dict(
        machine=MACHINES.get((machine, order), 'ELF machine %d' % machine),
        libc=libc,
        glibc='.'.join(map(str, max(wanted))) if wanted else None,
    )


def segment_at(data, offset, form):
    """Kind, place in the file, address and size of one segment."""
    width, order = form
    fields = struct.unpack_from(order + SEGMENT[width], data, offset)
    return (fields[0], *((fields[1], fields[2], fields[4]) if width == 1 else (fields[2], fields[3], fields[5])))


def needed_versions(data, segments, form):
    """The versions of glibc that the program's symbols name (gABI, symbol versioning: the section of DT_VERNEED)."""
    width, order = form
    dynamic = next((at for kind, at, _address, _size in segments if kind == PT_DYNAMIC), None)
    entries = {} if dynamic is None else dynamic_entries(data, dynamic, form)
    if DT_VERNEED not in entries:
        return []
    strings, need = (place_of(segments, entries[tag]) for tag in (DT_STRTAB, DT_VERNEED))
    found = []
    while True:
        _version, count, _file, auxiliary, further = struct.unpack_from(order + 'HHIII', data, need)
        at = need + auxiliary
        for _index in range(count):
            _hash, _flags, _other, name, onward = struct.unpack_from(order + 'IHHII', data, at)
            match = re.match(r'GLIBC_(\d+(?:\.\d+)+)$', text_at(data, strings + name))
            found += [tuple(map(int, match.group(1).split('.')))] if match else []
            at += onward
        if further == 0:
            return found
        need += further


def dynamic_entries(data, offset, form):
    """The dynamic section as far as its end, by tag."""
    width, order = form
    entries = {}
    while True:
        tag, value = struct.unpack_from(order + DYNAMIC[width], data, offset)
        if tag == 0:
            return entries
        entries.setdefault(tag, value)
        offset += struct.calcsize(order + DYNAMIC[width])


def place_of(segments, address):
    """Where in the file an address of the running program lies."""
    for kind, at, start, size in segments:
        if kind == PT_LOAD and start <= address < start + size:
            return address - start + at
    raise IndexError('an address outside the file')


def text_at(data, offset):
    """The text that ends with a NUL."""
    end = data.find(b'\0', offset)
    if end < 0:
        raise IndexError('a text without an end')
    return bytes(data[offset:end]).decode('ascii')
