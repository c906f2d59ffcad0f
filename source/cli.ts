import {enableCompileCache} from 'node:module';
import {join} from 'node:path';
import process from 'node:process';

// The compiled code of the chunks below is kept between starts. It must be switched on before they are loaded, so
// this file imports nothing of ours statically.
const {XDG_CACHE_HOME: cacheRoot, HOME: home} = process.env;
const cache = cacheRoot ?? (home === undefined ? undefined : join(home, '.cache'));
if (cache !== undefined) enableCompileCache(join(cache, 'sweeptop', 'code'));

const [{createHost}, {main}, {reportError}] = await Promise.all([
	import('./commands/host.ts'),
	import('./commands/main.ts'),
	import('./commands/report-error.ts'),
]);

const note = (text: string): boolean => process.stderr.write(text);
process.once('uncaughtException', error => {
	process.exitCode = reportError(error, {note});
	process.exit();
});
process.exitCode = await main(process.argv.slice(2), createHost(process));
