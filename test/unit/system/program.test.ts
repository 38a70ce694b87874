import { ownArchitecture } from '../../../tools/program/architectures.ts'
import { probeProgram } from '../../support/probe-program.ts'
import { conformance } from './judge.ts'

conformance('the program', () => probeProgram('own', ownArchitecture()))
