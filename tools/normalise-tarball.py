"""Rewrites a Galaxy tarball so that the same contents give the same bytes, wherever and whenever it was built.

ansible-galaxy lists the files in the order in which the folder happens to hold them, and notes owners and times.
Usage: normalise-tarball.py TARBALL
"""
import gzip
import hashlib
import io
import json
import os
import sys
import tarfile


def normalise(tarball):
    with tarfile.open(tarball) as archive:
        members = {member.name: (member, read(archive, member)) for member in archive.getmembers()}
    files = json.loads(members['FILES.json'][1])
    files['files'].sort(key=lambda entry: entry['name'])
    manifest = json.loads(members['MANIFEST.json'][1])
    files_text = to_json(files)
    manifest['file_manifest_file']['chksum_sha256'] = hashlib.sha256(files_text).hexdigest()
    texts = {'FILES.json': files_text, 'MANIFEST.json': to_json(manifest)}
    write(tarball, [(member, texts.get(name, data)) for name, (member, data) in sorted(members.items())])


def write(tarball, rows):
    mtime = int(os.environ.get('SOURCE_DATE_EPOCH', '0'))
    with open(tarball, 'wb') as raw:
        with gzip.GzipFile(filename='', mode='wb', fileobj=raw, mtime=mtime, compresslevel=9) as packed:
            with tarfile.open(fileobj=packed, mode='w', format=tarfile.USTAR_FORMAT) as archive:
                for member, data in rows:
                    archive.addfile(plain(member, data, mtime), None if data is None else io.BytesIO(data))


def plain(member, data, mtime):
    info = tarfile.TarInfo(member.name)
    info.type = member.type
    info.linkname = member.linkname
    info.mode = 0o755 if member.isdir() or member.mode & 0o100 else 0o644
    info.mtime = mtime
    info.size = 0 if data is None else len(data)
    return info


def read(archive, member):
    return archive.extractfile(member).read() if member.isreg() else None


def to_json(value):
    return json.dumps(value, indent=1, sort_keys=False).encode('utf-8')


normalise(sys.argv[1])
