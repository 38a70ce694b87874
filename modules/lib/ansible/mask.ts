// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import { isSecretKey, secretAssignments, spellings } from '../secret-text.ts'
import { isJsonObject, jsonObject } from './json.ts'

/** What Ansible's own modules print for a secret. */
const placeholder = 'VALUE_SPECIFIED_IN_NO_LOG_PARAMETER'

/** Shorter secrets are masked at their key only: replacing "1" everywhere would tear addresses and names apart. */
const shortestReplaced = 3

/** Every secret in a JSON value: what stands under a secret's key, at any depth, or in a text as its assignment. */
export function secretsIn(value: unknown): readonly string[] {
  return secretsOf(value, false)
}

function secretsOf(value: unknown, isSecret: boolean): readonly string[] {
  if (Array.isArray(value)) return value.flatMap(item => secretsOf(item, isSecret))
  if (isJsonObject(value))
    return Object.entries(value).flatMap(([key, item]) => secretsOf(item, isSecret || isSecretKey(key)))
  const inText =
    typeof value === 'string'
      ? secretAssignments(value).flatMap(({ from, to }) => spellings(value.slice(from, to)))
      : []
  return isSecret && (typeof value === 'string' || typeof value === 'number') ? [...inText, String(value)] : inText
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
  let atKeys = ''
  let rest = 0
  for (const { from, to } of secretAssignments(text)) {
    atKeys += `${text.slice(rest, from)}${placeholder}`
    rest = to
  }
  return secrets.reduce((masking, secret) => masking.replaceAll(secret, placeholder), atKeys + text.slice(rest))
}
