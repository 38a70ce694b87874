import { canInstallPackages, findCommand, installPackages } from './shell.mjs'

/** What the tests run besides Node and Ansible: a command of each Debian package. */
const commands = {
  'openssh-server': 'sshd',
  'openssh-client': 'ssh',
  sudo: 'sudo',
  kmod: 'modprobe',
  'augeas-tools': 'augtool',
  bash: 'bash'
}

/**
 * Installs the Debian packages that the tests need and that are missing, when this process may.
 * Returns why it cannot, naming the packages, `undefined` when all is well.
 * @returns {string | undefined}
 */
export function ensureTestPackages() {
  const missing = Object.entries(commands)
    .filter(([, command]) => findCommand(command) === undefined)
    .map(([name]) => name)
  if (missing.length === 0) return undefined
  if (!canInstallPackages()) return `missing Debian packages, which only root can install: ${missing.join(' ')}`
  installPackages(missing)
  return undefined
}
