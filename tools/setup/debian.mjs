import { canInstallPackages, findCommand, installPackages } from './shell.mjs'

/** What the tests run besides Node and Ansible: a command of each Debian package. */
const commands = {
  'openssh-server': 'sshd',
  'openssh-client': 'ssh',
  sudo: 'sudo',
  kmod: 'modprobe',
  'augeas-tools': 'augtool',
  dbus: 'dbus-daemon',
  strace: 'strace',
  bash: 'bash',
  'busybox-static': 'busybox',
  cpio: 'cpio'
}

/** What makes the RPMs of a release, and runs programs of other architectures. */
const release = { rpm: 'rpmbuild', 'qemu-user': 'qemu-s390x' }

/** What shows the page of the playbook report. */
const browser = { chromium: 'chromium' }

/** What the guest's tests run besides: a command of each Debian package. */
export const guestPackages = {
  'user-mode-linux': 'linux.uml',
  iproute2: 'ip',
  'util-linux': 'nsenter',
  'iputils-ping': 'ping',
  'iputils-arping': 'arping',
  'net-tools': 'ifconfig',
  udev: 'udevadm',
  e2fsprogs: 'mkfs.ext4',
  systemd: 'systemd-run',
  dbus: 'dbus-daemon'
}

/**
 * Installs the Debian packages that the tests need and that are missing, when this process may.
 * Returns why it cannot, naming the packages, `undefined` when all is well.
 * @returns {string | undefined}
 */
export function ensureTestPackages() {
  return ensurePackages(commands)
}

/**
 * The same for the packages of the guest; what fails is returned too, since all but the guest's tests run without them.
 * @returns {string | undefined}
 */
export function ensureGuestPackages() {
  return attempt('the packages of the guest', () => ensurePackages(guestPackages))
}

/**
 * The same for the packages that a release is made with.
 * @returns {string | undefined}
 */
export function ensureReleasePackages() {
  return ensurePackages(release)
}

/**
 * The same for the browser, without which all but the tests of a page run.
 * @returns {string | undefined}
 */
export function ensureBrowser() {
  return attempt('the browser', () => ensurePackages(browser))
}

/**
 * @param {string} what
 * @param {() => string | undefined} ensure
 */
function attempt(what, ensure) {
  try {
    return ensure()
  } catch (error) {
    return `${what}: ${error instanceof Error ? error.message : error}`
  }
}

/**
 * The same for what a host in namespaces of its own needs.
 * @returns {string | undefined}
 */
export function ensureNamespacePackages() {
  return ensurePackages({ iproute2: 'ip', 'util-linux': 'unshare', mount: 'mount' })
}

/**
 * @param {Record<string, string>} packages
 * @returns {string | undefined}
 */
function ensurePackages(packages) {
  const missing = Object.entries(packages)
    .filter(([, command]) => findCommand(command) === undefined)
    .map(([name]) => name)
  if (missing.length === 0) return undefined
  if (!canInstallPackages()) return `missing Debian packages, which only root can install: ${missing.join(' ')}`
  installPackages(missing)
  return undefined
}
