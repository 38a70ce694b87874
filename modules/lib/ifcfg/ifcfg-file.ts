// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)

/**
 * One physical line of an ifcfg file; `source` is its text with its line ending.
 *
 * An `assignment` stands alone on its line: bash and NetworkManager both take the line for one `KEY=…` and nothing else
 * (what they make of the value is another question, see `readKey`). `comment` is its trailing comment with the blanks
 * before it. Whatever is neither blank, comment nor such an assignment is `opaque`: commands, several assignments on a
 * line, text that spans lines, and all that stands below the point where bash stops reading.
 */
export type IfcfgLine =
  | { readonly type: 'blank'; readonly source: string }
  | { readonly type: 'comment'; readonly source: string }
  | { readonly type: 'assignment'; readonly source: string; readonly key: string; readonly comment: string }
  | { readonly type: 'opaque'; readonly source: string }

/** An ifcfg file as its lines, without loss; see `parseIfcfg` and `stringifyIfcfg`. */
export interface IfcfgFile {
  readonly lines: readonly IfcfgLine[]
}
