import { expect, test } from 'vitest'
import { parseActivities } from '../../../modules/lib/change/activity.ts'

test('the words of nmcli -t -f DEVICE,STATE device', () => {
  const text = [
    'eth0:connected',
    'docker0:connected (externally)',
    'eth1:connecting (getting IP configuration)',
    'eth2:disconnected',
    'eth3:unavailable',
    'mgmt0:unmanaged',
    'a\\:b\\\\c:disconnected',
    'eth4:deactivating',
    ''
  ].join('\n')
  expect(Object.fromEntries(parseActivities(text))).toEqual({
    eth0: 'on',
    docker0: 'on',
    eth1: 'coming',
    eth2: 'off',
    eth3: 'off',
    'a:b\\c': 'off'
  })
})

test('what nmcli says when there is no NetworkManager to ask: nothing is known', () => {
  expect(parseActivities('Error: NetworkManager is not running.\n').size).toBe(0)
})
