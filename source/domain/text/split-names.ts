/** Names with commas between, as a person writes them: without the blanks around them, empty ones among them. */
export function splitNames(text: string): readonly string[] {
	return text.split(',').map(name => name.trim());
}
