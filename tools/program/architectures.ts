/** The architectures that have a program, by the name that `uname -m` gives them. */
export const architectures = ['x86_64', 'aarch64', 'ppc64le', 's390x'] as const

export type Architecture = (typeof architectures)[number]

interface Platform {
  readonly target: string
  readonly byteOrder: 'LE' | 'BE'
  /** The pages that a kernel of the architecture may have, in bytes: segments lie on such bounds. */
  readonly page: number
  /** What its engine is compiled with besides: where speed comes first, code of these two is more than a fifth larger. */
  readonly engineFlags: readonly string[]
}

/** The oldest processor that runs RHEL 7 there is the compiler's baseline: x86-64, ARMv8.0, POWER8, z10. */
export const platforms: { readonly [name in Architecture]: Platform } = {
  x86_64: { target: 'x86_64-linux-musl', byteOrder: 'LE', page: 4096, engineFlags: [] },
  aarch64: { target: 'aarch64-linux-musl', byteOrder: 'LE', page: 65536, engineFlags: [] },
  ppc64le: { target: 'powerpc64le-linux-musl', byteOrder: 'LE', page: 65536, engineFlags: ['-Os'] },
  s390x: { target: 's390x-linux-musl', byteOrder: 'BE', page: 4096, engineFlags: ['-Os'] }
}

/** This machine's architecture. Throws where the program cannot be built. */
export function ownArchitecture(): Architecture {
  if (process.platform === 'linux' && process.arch === 'x64') return 'x86_64'
  if (process.platform === 'linux' && process.arch === 'arm64') return 'aarch64'
  throw new Error(
    `${process.platform} on ${process.arch}: the program can be built on Linux on x86_64 and aarch64 only`
  )
}
