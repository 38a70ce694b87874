/** What a group of messages has in common, for the page of troubleshooting. */
export interface MessageTopic {
  readonly title: string
  readonly means: string
  /** The files under modules/lib that make its messages, each one class of them. */
  readonly files: readonly string[]
}

/** Every class of messages has its place here; a test holds the list against the source. */
export const messageTopics: readonly MessageTopic[] = [
  {
    title: 'Arguments in general',
    means:
      'The task itself is wrong; nothing was read and nothing written. A value has a type that no file can hold, or means two things. Quote MAC addresses and big numbers in YAML.',
    files: [
      'ansible/argument-rules.ts',
      'ansible/arguments-text.ts',
      'ansible/resolve-arguments.ts',
      'bonding/check-bonds.ts',
      'bonding/file-value.ts',
      'bonding/value-types.ts',
      'host/text.ts',
      'ifcfg/key-name.ts'
    ]
  },
  {
    title: 'Bonds and their ports',
    means:
      'Ports are named wrongly, belong to something else, or carry something that a port cannot have. A device has one bond, and a bond is no port.',
    files: [
      'bonding/rules/port-rules.ts',
      'bonding/host-rules/bond-name-rules.ts',
      'bonding/host-rules/device-rules.ts',
      'bonding/host-rules/infiniband-rules.ts',
      'bonding/plan/losses.ts',
      'bonding/plan/plan-absent.ts',
      'bonding/plan/plan-bond.ts',
      'bonding/plan/plan-port.ts',
      'bonding/plan/plan-release.ts',
      'bonding/plan/ports-by-mac.ts'
    ]
  },
  {
    title: 'Bonding options',
    means:
      'The driver would refuse the option or silently ignore it: in this mode, beside another option, in this kernel, or by this reader. [Bonding options](bonding-options.md) has each of them in every mode. What is called a guess is a warning only.',
    files: [
      'bonding/rules/mac-rules.ts',
      'bonding/rules/need-rules.ts',
      'bonding/rules/option-rules.ts',
      'bonding/host-rules/driver-rules.ts',
      'bonding/host-rules/mac-rules.ts',
      'bonding/host-rules/manager-rules.ts',
      'bonding/host-rules/mode-rules.ts',
      'bonding/host-rules/primary-rules.ts',
      'bonding/host-rules/virtual-rules.ts',
      'bonding/unsettable.ts',
      'info/virtualization.ts'
    ]
  },
  {
    title: 'Addresses',
    means:
      'An address that a host cannot have, that is there twice, or that its readers would drop without a word. An error where the reader that would drop it is in charge, else a warning.',
    files: [
      'bonding/rules/address-rules.ts',
      'bonding/rules/ipv6-rules.ts',
      'bonding/host-rules/address-rules.ts',
      'bonding/host-rules/domain-rules.ts',
      'bonding/host-rules/ipv6-rules.ts'
    ]
  },
  {
    title: 'Routes and rules',
    means:
      'The kernel would refuse the route, or the reader in charge would not read it. Files in which nobody can tell what stands are left alone.',
    files: ['bonding/rules/routing-rules.ts', 'bonding/host-rules/routing-rules.ts', 'bonding/plan/plan-routing.ts']
  },
  {
    title: 'ifcfg files',
    means:
      'A file on the host stands in the way: it cannot be found without doubt, cannot be changed so that bash and NetworkManager read the same, or is no ordinary file. The message names file and line; mend that by hand and run the task again.',
    files: [
      'bonding/find-file.ts',
      'bonding/rules/bridge-rules.ts',
      'bonding/rules/key-rules.ts',
      'bonding/plan/draft.ts',
      'bonding/plan/edits.ts',
      'bonding/plan/plan-ifcfg.ts',
      'bonding/plan/plan-net-rules.ts',
      'bonding/plan/shared-files.ts',
      'bonding/plan/strays.ts',
      'host/hard-links.ts',
      'host/target.ts',
      'info/configured-bond.ts'
    ]
  },
  {
    title: 'modprobe.d',
    means:
      'A line cannot stand there, does not take effect, or the driver would not load with it. Files of a vendor are never changed; a copy in /etc/modprobe.d hides them.',
    files: [
      'bonding/rules/modprobe-rules.ts',
      'bonding/rules/module-option-rules.ts',
      'bonding/host-rules/module-default-rules.ts',
      'bonding/host-rules/module-release-rules.ts',
      'bonding/host-rules/module-rules.ts',
      'modprobe/alias-messages.ts',
      'modprobe/alias-options.ts',
      'modprobe/load-messages.ts',
      'modprobe/option-messages.ts'
    ]
  },
  {
    title: 'The host and its disk',
    means:
      'Nothing on the host reads ifcfg files, a path leads nowhere, or the system refused an operation; its own words stand in the message. What had been changed already is put back, and the message says so.',
    files: [
      'ansible/run-module.ts',
      'bonding/host-rules/require-reader.ts',
      'host/journal/file-table.ts',
      'host/journal/state-folder.ts',
      'host/read-file.ts',
      'host/read-host.ts',
      'host/root-path.ts',
      'host/selinux.ts',
      'info/warnings.ts'
    ]
  },
  {
    title: 'Applying a change',
    means:
      'The change cannot be applied, confirmed or undone as asked. One change is open at a time; [The life of a change](life-of-a-change.md) says what each state means and what the host does by itself.',
    files: [
      'apply/await-steps.ts',
      'apply/confirm-change.ts',
      'apply/revert-change.ts',
      'bonding/rules/apply-rules.ts',
      'bonding/host-rules/cut-off-rules.ts',
      'bonding/steps/choose-provider.ts',
      'bonding/steps/targets.ts',
      'change/change-record.ts',
      'host/journal/lock.ts',
      'host/read-network-state.ts',
      'info/pending.ts'
    ]
  },
  {
    title: 'The fail-over test',
    means:
      'The test was refused before a link was touched, since the host could be cut off or nothing could be told from it; or a port did not do as it should, which is what the test is for.',
    files: [
      'failover/check-arguments.ts',
      'failover/judge.ts',
      'failover/refusals.ts',
      'failover/run-test.ts',
      'failover/test-failover.ts',
      'host/pinger.ts'
    ]
  },
  {
    title: 'Taking over a host',
    means:
      'bond_info with as_tasks cannot say a bond as variables, since the module bond would change something. Mend the file by hand first, or leave the bond out.',
    files: ['takeover/file-options.ts', 'takeover/planned-changes.ts']
  }
]
