import {enableCompileCache, registerHooks} from 'node:module';
import {join} from 'node:path';
import process from 'node:process';

// The compiled code of the chunks below is kept between starts. It must be switched on before they are loaded, so
// this file imports nothing of ours statically.
const {XDG_CACHE_HOME: cacheRoot, HOME: home} = process.env;
const cache = cacheRoot ?? (home === undefined ? undefined : join(home, '.cache'));
if (cache !== undefined) enableCompileCache(join(cache, 'sweeptop', 'code'));

// Each chunk of the bundle names some twenty others, and Node asks the file system about every name each time: a sixth
// of the way to the first frame. All of them are files of one folder.
if (import.meta.url.endsWith('.js')) {
	const folder = new URL('.', import.meta.url).href;
	registerHooks({
		resolve(specifier, context, next) {
			const {parentURL} = context;
			if (!specifier.startsWith('.') || parentURL?.startsWith(folder) !== true) return next(specifier, context);
			return {url: new URL(specifier, parentURL).href, format: 'module', shortCircuit: true};
		},
	});
}

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
