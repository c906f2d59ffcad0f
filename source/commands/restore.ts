import {safeText} from '../domain/text/safe-text.ts';
import type {CommandBody, NoFlags} from './command.ts';
import {describeLeftovers, restoreAllLeftovers} from './knob/knob-leftovers.ts';
import {EXIT_UNRESTORED} from './report-error.ts';

/** `sweeptop restore`: puts back any hardware setting left by a run that died. */
export const restoreCommand: CommandBody<NoFlags> = async ({host}) => {
	const leftovers = await restoreAllLeftovers(host.environment);
	const {lines, commands} = describeLeftovers(leftovers);
	for (const line of lines) host.out(`${safeText(line)}\n`);
	if (lines.length === 0) host.out('nothing to put back\n');
	if (commands.length > 0) {
		host.note('these settings are not as they were; put them back by hand:\n');
		for (const command of commands) host.note(`  ${safeText(command)}\n`);
		return EXIT_UNRESTORED;
	}
	return leftovers.some(({kind}) => kind === 'unreadable') ? EXIT_UNRESTORED : 0;
};
