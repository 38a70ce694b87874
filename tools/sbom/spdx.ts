import { type Component, type Pin, sha256 } from './components.ts'

/** What the document is about: this project, as its first component. The others are inside it, the tools only built it. */
interface Contents {
  readonly inside: readonly [Component, ...(readonly Component[])]
  readonly tools: readonly Tool[]
  /** An ISO date and time in UTC. */
  readonly created: string
}

/** A program that made what is inside, and of which nothing need be inside. */
export interface Tool {
  readonly name: string
  readonly version: string
  readonly license: string
  readonly pin: Pin
}

/** The text of an SPDX 2.3 document in JSON. The same contents give the same bytes. */
export function spdxDocument({ inside, tools, created }: Contents): string {
  const [own, ...others] = inside
  const packages = [
    ...inside.map(part => ({ ...described(part), copyrightText: copyrightOf(part), comment: `Inside: ${part.what}.` })),
    ...tools.map(tool => ({ ...described(tool), SPDXID: toolId(tool), copyrightText: 'NOASSERTION' }))
  ]
  const relationships = [
    relation('SPDXRef-DOCUMENT', 'DESCRIBES', idOf(own)),
    ...others.map(part => relation(idOf(own), 'CONTAINS', idOf(part))),
    ...tools.map(tool => relation(toolId(tool), 'BUILD_TOOL_OF', idOf(own)))
  ]
  const name = `nic-bonding-${own.version}`
  const contents = sha256(JSON.stringify([packages, relationships, created])).slice(0, 32)
  const document = {
    spdxVersion: 'SPDX-2.3',
    dataLicense: 'CC0-1.0',
    SPDXID: 'SPDXRef-DOCUMENT',
    name,
    documentNamespace: `https://spdx.org/spdxdocs/${name}-${contents}`,
    creationInfo: { created, creators: ['Organization: The nic.bonding authors', 'Tool: tools/sbom.ts'] },
    packages,
    relationships
  }
  return `${JSON.stringify(document, null, 1)}\n`
}

function described(part: Component | Tool): { readonly [field: string]: unknown } {
  return {
    SPDXID: idOf(part),
    name: part.name,
    versionInfo: part.version,
    downloadLocation: 'NOASSERTION',
    filesAnalyzed: false,
    licenseConcluded: part.license,
    licenseDeclared: part.license,
    ...(part.pin !== undefined && {
      checksums: [{ algorithm: part.pin.algorithm, checksumValue: part.pin.hash }],
      externalRefs: [{ referenceCategory: 'PACKAGE-MANAGER', referenceType: 'purl', referenceLocator: part.pin.purl }]
    })
  }
}

/** An SPDX identifier has letters, digits, dots and hyphens. */
function idOf({ name }: { readonly name: string }): string {
  return `SPDXRef-${name.replaceAll(/[^A-Za-z0-9.]+/g, '-').replace(/^-/, '')}`
}

function toolId(tool: Tool): string {
  return `${idOf(tool)}-tool`
}

function relation(from: string, relationshipType: string, to: string): { readonly [field: string]: string } {
  return { spdxElementId: from, relationshipType, relatedSpdxElement: to }
}

/** The copyright lines of the texts, or that there are none. */
function copyrightOf({ pin, texts }: Component): string {
  // The licence of this project has that of the licence's own authors, not of the project's.
  if (pin === undefined) return 'Copyright (c) the nic.bonding authors'
  const lines = texts.flatMap(text => text.split('\n')).map(line => line.trim())
  const found = lines.filter(line => /^copyright (\(c\)|©) /i.test(line))
  return found.length === 0 ? 'NOASSERTION' : [...new Set(found)].join('\n')
}
