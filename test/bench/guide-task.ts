import { guideOptions } from '../integration/guide-files.ts'

/** The guide's bond as a task of a play gives it. */
export const guideTask = {
  ...guideOptions,
  ports: ['eth0', 'eth1'],
  mode: 1,
  miimon: 100,
  fail_over_mac: 1,
  dns: ['10.0.0.138', '8.8.8.8']
} as const

/** The same by a module in Python that does the same work, named as the files of its folder are. */
export const pythonModule = 'same_work'
