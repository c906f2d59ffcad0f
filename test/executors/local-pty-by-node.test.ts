import {BY_NODE} from './spawn-under-test.ts';

// Everything that the quick start by posix_spawn(3) is held to, where it cannot be had.
process.env[BY_NODE] = '1';
await import('./local-pty.test.ts');
await import('./local-pty-ending.test.ts');
