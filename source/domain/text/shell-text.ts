/** A text as one word of a POSIX shell: in quotes where a blank, a quote or a sign of the shell is in it. */
export function shellWord(text: string): string {
	return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}

/** An argument vector as a line that can be pasted into a shell. */
export function shellLine(argv: readonly string[]): string {
	return argv.map(shellWord).join(' ');
}
