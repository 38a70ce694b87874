# Copyright: (c) 2026, the nic.bonding authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""
The program `node` out of a file on the controller. Private to this collection.
"""
from __future__ import annotations

import contextlib
import gzip
import hashlib
import json
import lzma
import mmap
import os
import re
import shutil
import tarfile
import tempfile
import zlib

from ansible_collections.nic.bonding.plugins.plugin_utils.elf import ElfError, read_elf

# The oldest that the modules run on.
OLDEST = 10
# Official builds name the address of their source (process.release.sourceUrl).
SOURCE_URL = re.compile(rb'/v(\d+\.\d+\.\d+)/node-v\1\.tar\.gz')
# For one reading in memory.
PIECE = 1 << 20


class ProgramError(ValueError):
    """A file that is not what the role takes, with what to do about it."""


def load_program(source, sha256, folder):
    """
    Verifies a file (an official tarball or the bare program), takes the program out of it into a folder, once for all who
    share the folder, and returns what it is: file, version, machine, libc, glibc, sha256, size, source. Raises ProgramError.
    """
    try:
        checksum = file_checksum(source)
        verify(source, checksum, sha256)
        note = os.path.join(folder, 'nic-bonding-node-%s.json' % checksum)
        if not os.path.exists(note):
            put_whole(note, lambda file: file.write(json.dumps(unpack(source, checksum, folder)).encode('utf-8')))
        with open(note, encoding='utf-8') as file:
            return dict(json.load(file), source=source)
    except (OSError, EOFError, tarfile.TarError, lzma.LZMAError, zlib.error) as error:
        raise ProgramError('%s: cannot be read: %s' % (source, error)) from error
    except ElfError as error:
        raise ProgramError('%s: %s' % (source, error)) from error


def verify(source, checksum, expected):
    """Holds a file's SHA-256 against the one given, else against the list that nodejs.org puts beside its files."""
    sums = os.path.join(os.path.dirname(source), 'SHASUMS256.txt')
    origin = 'given'
    if not expected and os.path.exists(sums):
        with open(sums, encoding='utf-8', errors='replace') as file:
            rows = [line.split() for line in file]
        origin = 'in %s' % sums
        expected = next((row[0] for row in rows if len(row) == 2 and row[1].lstrip('*') == os.path.basename(source)), None)
    if not expected:
        raise ProgramError('%s: nothing says what its SHA-256 should be: give sha256, or put SHASUMS256.txt with its line beside it' % source)
    if checksum != str(expected).strip().lower():
        raise ProgramError('%s: its SHA-256 is %s, but the one %s is %s: fetch it again' % (source, checksum, origin, expected))


def unpack(source, checksum, folder):
    """Takes the program out of a verified file and describes it."""
    program = os.path.join(folder, 'nic-bonding-node-%s' % checksum)
    with open_program(source) as inner:
        put_whole(program, lambda file: shutil.copyfileobj(inner, file, PIECE))
    if os.path.getsize(program) == 0:
        raise ProgramError('%s: it is empty' % source)
    with open(program, 'rb') as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        told = read_elf(data)
        version = version_of(data)
    if version is None:
        raise ProgramError('%s: it does not say its version, as official builds of Node.js do' % source)
    if version_key(version)[0] < OLDEST:
        raise ProgramError('%s: it is Node.js %s; the modules need %d or newer' % (source, version, OLDEST))
    return dict(told, file=program, version=version, sha256=file_checksum(program), size=os.path.getsize(program))


def version_of(data):
    """The version that a program says it is, None when it is no official build."""
    named = SOURCE_URL.search(data)
    return None if named is None else named.group(1).decode('ascii')


@contextlib.contextmanager
def open_program(source):
    """The program as a file to read: the source itself, or `bin/node` in the tarball that it is."""
    if not tarfile.is_tarfile(source):
        with open(source, 'rb') as file:
            yield file
        return
    with tarfile.open(source) as archive:
        for member in archive:
            if member.isreg() and re.search(r'(^|/)bin/node$', member.name):
                yield archive.extractfile(member)
                return
    raise ProgramError('%s: there is no bin/node in it; is it the tarball of the sources?' % source)


def packed(program):
    """The program's file compressed, made once for all who share its folder."""
    target = program['file'] + '.gz'
    if not os.path.exists(target):
        put_whole(target, lambda file: compress(program['file'], file))
    return target


def compress(source, target):
    """Copies a file into another through gzip, with little effort: it is done for the sake of time."""
    with open(source, 'rb') as inner, gzip.GzipFile('', 'wb', 1, target, 0) as outer:
        shutil.copyfileobj(inner, outer, PIECE)


def put_whole(target, write):
    """Makes a file that others see whole or not at all."""
    handle, new = tempfile.mkstemp(dir=os.path.dirname(target))
    try:
        with os.fdopen(handle, 'wb') as file:
            write(file)
        os.rename(new, target)
    except BaseException:
        os.unlink(new)
        raise


def file_checksum(source):
    """SHA-256 of a file as hexadecimal digits."""
    total = hashlib.sha256()
    with open(source, 'rb') as file:
        for piece in iter(lambda: file.read(PIECE), b''):
            total.update(piece)
    return total.hexdigest()


def version_key(version):
    """A version's numbers, to compare by."""
    return tuple(int(number) for number in version.split('.'))
