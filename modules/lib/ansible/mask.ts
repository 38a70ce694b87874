// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import { isJsonObject, jsonObject } from './json.ts'

/** What Ansible's own modules print for a secret. */
const placeholder = 'VALUE_SPECIFIED_IN_NO_LOG_PARAMETER'

/** Shorter secrets are masked at their key only: replacing "1" everywhere would tear addresses and names apart. */
const shortestReplaced = 3

const assignment = /^([ \t]*(?:export[ \t]+)?([A-Za-z_]\w*)=)([^\r\n]*)/gm

/**
 * Whether an ifcfg key holds a secret: WEP keys, passphrases, passwords, PSKs, PINs, CAKs (NetworkManager's
 * nms-ifcfg-rh-utils.c and the wireless part of sysconfig.txt). KEY_MGMT, the *_FLAGS of a secret and the path of a
 * private key are none; nor are words in small letters, such as the bonding option ad_user_port_key.
 */
export function isSecretKey(key: string): boolean {
  return /PASS|PSK|SECRET|(?:^|_)(?:KEY\d*|PIN|CAK)$/.test(key) && !/_FLAGS$|PRIVATE_KEY$/.test(key)
}

/** Every secret in a JSON value: what stands under a secret's key, or in a text as its assignment. */
export function secretsIn(value: unknown): readonly string[] {
  const secrets: string[] = []
  visit(value, (key, item) => {
    if (typeof item === 'string') secrets.push(...secretsInText(item))
    if (isSecretKey(key) && (typeof item === 'string' || typeof item === 'number')) secrets.push(String(item))
  })
  return secrets
}

/** The value with every secret replaced: those of `secrets` wherever they occur, the others at their keys. */
export function masked(value: unknown, secrets: readonly string[]): unknown {
  const spellings = new Set<string>()
  for (const secret of secrets) {
    spellings.add(secret).add(JSON.stringify(secret).slice(1, -1))
  }
  const replaced = [...spellings]
    .filter(secret => secret.length >= shortestReplaced)
    .sort((left, right) => right.length - left.length || (left < right ? -1 : 1))
  return maskedItem('', value, replaced)
}

function maskedItem(key: string, value: unknown, secrets: readonly string[]): unknown {
  if (Array.isArray(value)) return value.map(item => maskedItem(key, item, secrets))
  if (isJsonObject(value)) {
    return jsonObject(Object.entries(value).map(([name, item]) => [name, maskedItem(name, item, secrets)] as const))
  }
  if (isSecretKey(key) && value !== null && value !== undefined) return placeholder
  return typeof value === 'string' ? maskedText(value, secrets) : value
}

function maskedText(text: string, secrets: readonly string[]): string {
  const atKeys = text.replace(assignment, (whole, start: string, key: string) => {
    return isSecretKey(key) ? `${start}${placeholder}` : whole
  })
  return secrets.reduce((masking, secret) => masking.replaceAll(secret, placeholder), atKeys)
}

/** The values of assignments to secret keys, as written and without their outer quotes. */
function secretsInText(text: string): readonly string[] {
  const secrets: string[] = []
  text.replace(assignment, (whole, _start: string, key: string, value: string) => {
    if (isSecretKey(key)) secrets.push(value, value.trim().replace(/^(['"])(.*)\1$/, '$2'))
    return whole
  })
  return secrets
}

function visit(value: unknown, see: (key: string, item: unknown) => void): void {
  see('', value)
  if (typeof value !== 'object' || value === null) return
  for (const [key, item] of Object.entries(value)) {
    see(key, item)
    visit(item, see)
  }
}
