import {openExecutor} from '../../source/executors/registry.ts';
import {begin} from './run.ts';

// Stands for an engine that dies: runs a program that survives hang-ups, with the marker given.
const [marker = ''] = process.argv.slice(2);
const running = begin(openExecutor().executor, ['sh', '-c', 'trap "" HUP; echo up; sleep 300; sleep 300'], {marker});
await running.waitFor('up');
process.stdout.write('up');
await running.finished;
