import {GLOBAL_FLAGS, optionName} from './arguments.ts';
import type {CommandDefinition, Flag, Invocation, NoFlags} from './command.ts';
import {COMMANDS} from './registry.ts';
import {PRESETS} from '../../presets/registry.ts';

/** `sweeptop completion SHELL`: prints the script, written from the table of commands. */
export async function completionCommand({operands, host}: Invocation<NoFlags>): Promise<number> {
	const shown = COMMANDS.filter(command => command.hidden !== true);
	if (operands[0] === 'fish') host.out(fishScript(shown));
	else if (operands[0] === 'zsh')
		host.out(`#compdef sweeptop\nautoload -U bashcompinit && bashcompinit\n${bashScript(shown)}`);
	else host.out(bashScript(shown));
	return 0;
}

function optionsOf(command: CommandDefinition): readonly (readonly [string, Flag])[] {
	return Object.entries({...command.flags, ...GLOBAL_FLAGS}).map(
		([key, flag]) => [`--${optionName(key)}`, flag] as const,
	);
}

/** One `case` arm a command: its options and the words its first operand can be. */
function bashScript(commands: readonly CommandDefinition[]): string {
	const arms = commands.map(command => {
		const options = optionsOf(command).map(([name]) => name);
		return `\t\t${command.id}) options='${options.join(' ')}'; words='${wordsOf(command).join(' ')}'; kind=${command.operands.complete ?? 'none'} ;;`;
	});
	const choices = commands.flatMap(command =>
		Object.entries(command.flags).flatMap(([key, flag]) =>
			flag.kind === 'text' && flag.choices !== undefined
				? [
						`\t\t${command.id}:--${optionName(key)}) COMPREPLY=($(compgen -W '${flag.choices.join(' ')}' -- "$word")); return ;;`,
					]
				: [],
		),
	);
	return `# completion of sweeptop for bash; load it with: source <(sweeptop completion bash)
_sweeptop_runs() {
	local runs=\${SWEEPTOP_RUNS:-sweeps} run
	printf 'last\\n'
	for run in "$runs"/*/; do
		[ -e "$run/journal.ndjson" ] && run=\${run%/} && printf '%s\\n' "\${run##*/}"
	done
}
_sweeptop() {
	local word=\${COMP_WORDS[COMP_CWORD]} before=\${COMP_WORDS[COMP_CWORD-1]} verb= options= words= kind=none index
	COMPREPLY=()
	for ((index = 1; index < COMP_CWORD; index++)); do
		[ "\${COMP_WORDS[index]}" = -- ] && { COMPREPLY=($(compgen -f -- "$word")); return; }
		[[ -z $verb && \${COMP_WORDS[index]} != -* ]] && verb=\${COMP_WORDS[index]}
	done
	if [ -z "$verb" ]; then
		COMPREPLY=($(compgen -W '${commands.map(command => command.id).join(' ')} ${Object.keys(GLOBAL_FLAGS)
			.map(key => `--${optionName(key)}`)
			.join(' ')}' -- "$word"))
		return
	fi
	case $verb:$before in
${choices.join('\n')}
	esac
	case $verb in
${arms.join('\n')}
	esac
	if [[ $word == -* ]]; then
		COMPREPLY=($(compgen -W "$options" -- "$word"))
		return
	fi
	[ "$kind" = run ] && words="$words $(_sweeptop_runs)"
	COMPREPLY=($(compgen -W "$words" -- "$word"))
	[ "$kind" = none ] || COMPREPLY+=($(compgen -f -- "$word"))
}
complete -o filenames -F _sweeptop sweeptop
`;
}

/** One `complete` line a command and an option, as fish wants it. */
function fishScript(commands: readonly CommandDefinition[]): string {
	const lines = ['# completion of sweeptop for fish; load it with: sweeptop completion fish | source'];
	lines.push('complete -c sweeptop -n __fish_use_subcommand -f');
	for (const [key, flag] of Object.entries(GLOBAL_FLAGS)) lines.push(fishOption('', `--${optionName(key)}`, flag));
	for (const command of commands) {
		const seen = `-n '__fish_seen_subcommand_from ${command.id}'`;
		lines.push(`complete -c sweeptop -n __fish_use_subcommand -f -a ${command.id} -d ${quote(command.summary)}`);
		const words = wordsOf(command);
		if (words.length > 0) lines.push(`complete -c sweeptop ${seen} -a ${quote(words.join(' '))}`);
		if (command.operands.complete === undefined) lines.push(`complete -c sweeptop ${seen} -f`);
		for (const [key, flag] of Object.entries(command.flags)) lines.push(fishOption(seen, `--${optionName(key)}`, flag));
	}
	return `${lines.join('\n')}\n`;
}

function fishOption(condition: string, name: string, flag: Flag): string {
	const choices =
		flag.kind === 'text' && flag.choices !== undefined ? ` -x -a ${quote(flag.choices.join(' '))}` : ' -r';
	const value = flag.kind === 'switch' ? '' : choices;
	const where = condition === '' ? '' : `${condition} `;
	return `complete -c sweeptop ${where}-l ${name.slice(2)}${value} -d ${quote(flag.summary)}`;
}

/** Words that an operand can be, apart from files and runs. */
function wordsOf(command: CommandDefinition): readonly string[] {
	const {choices, complete, kinds = []} = command.operands;
	return [...(choices ?? (complete === 'sweep' ? PRESETS.map(preset => preset.id) : [])), ...kinds];
}

function quote(text: string): string {
	return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}
