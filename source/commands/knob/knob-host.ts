import {UserError} from '../../domain/errors.ts';
import {knobsOf} from '../../domain/space/knob-parameters.ts';
import {describeLeftovers, restoreAllLeftovers} from './knob-leftovers.ts';
import {openSweepKnobs, type SweepKnobs, type SweepKnobsOptions} from './knob-session.ts';

/**
 * Puts back what dead engines left changed, then opens the knobs of this sweep. Throws UserError where a sweep with
 * knobs would take what a dead one left for the original, and where its knobs cannot be had.
 */
export async function openHostKnobs(
	options: SweepKnobsOptions & {readonly log: (text: string) => void},
): Promise<SweepKnobs | undefined> {
	const {environment, ledger, sweep, log} = options;
	const found = (await restoreAllLeftovers(environment)).filter(({kind}) => kind !== 'alive' && kind !== 'gone');
	const {lines, commands} = describeLeftovers(found);
	for (const line of lines) ledger.notice('warning', `left by a sweep that died: ${line}`, 'knobs');
	tellCommands(commands, log);
	const isLeft = commands.length > 0 || found.some(({kind}) => kind === 'unreadable');
	if (isLeft && knobsOf(sweep.space).length > 0) {
		throw new UserError(
			'a sweep that died has left hardware settings changed, and they could not be put back',
			`${[...lines, ...commands].join('\n')}\nthen: sweeptop restore`,
		);
	}
	return openSweepKnobs(options);
}

/** Says what a person has to do where a setting could not be put back. */
export function tellCommands(commands: readonly string[], log: (text: string) => void): void {
	if (commands.length === 0) return;
	log(['these hardware settings are not as they were; put them back by hand:', ...commands].join('\n  '));
}
