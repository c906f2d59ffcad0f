import {resolve} from 'node:path';
import {assertNever} from '../domain/errors.ts';
import {GLOBAL_FLAGS, parseArguments, type Request} from './arguments.ts';
import type {GlobalValues, Host} from './command.ts';
import {renderCommandHelp, renderOverview} from './help.ts';
import {COMMAND_GROUPS, COMMANDS} from './registry.ts';
import {reportError} from './report-error.ts';

/** Runs one command line and gives its exit code (CONTRACTS section 1). Never throws. */
export async function main(argv: readonly string[], host: Host): Promise<number> {
	try {
		const request = parseArguments(argv, COMMANDS);
		return await answer(request, host);
	} catch (error) {
		return reportError(error, host);
	}
}

async function answer(request: Request, host: Host): Promise<number> {
	switch (request.kind) {
		case 'version':
			host.out(`${host.version}\n`);
			return 0;
		case 'help':
			host.out(
				request.command === undefined
					? renderOverview(COMMAND_GROUPS, host.version)
					: renderCommandHelp(request.command),
			);
			return 0;
		case 'command': {
			const {command, operands, passthrough, values} = request;
			const global = readGlobals(values, host);
			const flags = Object.fromEntries(Object.entries(values).filter(([key]) => !Object.hasOwn(GLOBAL_FLAGS, key)));
			return command.run({operands, passthrough, flags, global, host});
		}
		default:
			return assertNever(request);
	}
}

function readGlobals(values: Readonly<Record<string, unknown>>, host: Host): GlobalValues {
	const {environment, workdir} = host;
	const text = (value: unknown, variable: string | undefined) => (typeof value === 'string' ? value : (variable ?? ''));
	const runs = text(values['runs'], environment['SWEEPTOP_RUNS']);
	const sysfsRoot = text(values['sysfsRoot'], environment['SWEEPTOP_SYSFS_ROOT']);
	return {
		color: values['noColor'] !== true,
		ascii: values['ascii'] === true,
		runs: resolve(workdir, runs === '' ? 'sweeps' : runs),
		sysfsRoot: sysfsRoot === '' ? '' : resolve(workdir, sysfsRoot),
	};
}
