import { messageTexts } from './message-texts.ts'
import { type MessageTopic, messageTopics } from './message-topics.ts'

const introduction = `# Troubleshooting

## What every message is like

A module that refuses something reports all its problems at once, a line each: option, value, rule, and behind the semicolon what to do.
Wrong arguments are found before anything is read, what the host forbids before anything is written. A message in \`msg\` fails the task; one in
\`warnings\` does not.

| you see | it means | do |
|---|---|---|
| \`node: not found\`, or a message about Node.js 20 | a module is called by its short name, and Ansible does not know the action plugins | set \`action_plugins\` as well as \`library\`: [README](../README.md#use); or use the full name, \`nic.bonding.bond\` |
| \`ansible.legacy.setup\` fails | the play gathers facts, which needs Python on the host | set \`gather_facts: false\` |
| \`Unexpected error in nic.bonding...\` | a bug in this collection | report it with the task and \`exception\`; nothing is half written, the next run puts it right |
| \`cannot write ...: permission denied\` | the task runs as an ordinary user | \`become: true\` |
| the play hangs at *Restart network* | the host is not reached over a new connection yet | wait: the host rolls back by itself after \`rollback_timeout\`; set \`reconnect_host\` if the address moves |
| \`state\` is \`reverted\` | the change was undone; \`reason\` is one of: not confirmed in time, a failing step, a boot, or a check | fix what \`reason\` names, and run the play again |
| \`state\` is \`failed\` | the rollback stopped | [When going back fails](life-of-a-change.md#when-going-back-fails) |
| fail-over works, but nothing arrives afterwards | a hypervisor that drops foreign MAC addresses | \`fail_over_mac: active\`: [Virtual machines](virtual-machines.md) |
| mode 802.3ad, one port only carries traffic | \`partner_mac\` is all zeros: the switch does not speak LACP on these ports | configure the switch; see [See and prove](see-and-prove.md) |
| \`drift\` is not empty | files and kernel differ | \`nic.bonding.network_apply\` without anything written makes them agree |

Before a change is confirmed the host verifies it. What it finds wrong is in \`reason\`: a bond or a port that the kernel does not have, that is down, or
that no file has; an option of another value in the kernel; an address of \`verify_ping\` that does not answer. The log \`/var/log/nic-bonding.log\` on the host has
every step with what the commands printed.

The messages by topic follow, as the source has them; \`...\` stands for a name or a value. This part is written by \`npm run build\`.
`

/** The page of troubleshooting: what every message is like, and each message of the modules under its topic. */
export function troubleshootingPage(): string {
  const texts = messageTexts()
  return `${introduction}${messageTopics.map(topic => section(topic, texts)).join('')}`
}

function section({ title, means, files }: MessageTopic, texts: ReadonlyMap<string, readonly string[]>): string {
  const messages = [...new Set(files.flatMap(file => texts.get(file) ?? []))]
  return `\n## ${title}\n\n${means}\n\n| message | do |\n|---|---|\n${messages.map(row).join('')}`
}

/** What to do is behind the last semicolon. */
function row(message: string): string {
  const cut = message.lastIndexOf('; ')
  return `| ${cell(message.slice(0, cut))} | ${cell(message.slice(cut + 2))} |\n`
}

function cell(text: string): string {
  const tidy = text.replace(/\.{4,}/g, '...').replaceAll('|', '\\|')
  return tidy.includes('`') ? `\`\` ${tidy} \`\`` : `\`${tidy}\``
}
