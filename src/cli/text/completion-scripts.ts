import type { Level, Values, Word } from './completions.js';

/** The script for bash, which shows no descriptions. */
export function bash(name: string, levels: readonly Level[]): string {
  const list = (words: readonly Word[]) => quoted(words.map(([word]) => word).join(' '));
  const paths = { files: ' paths=-f', folders: ' paths=-d' };
  return `_${identifier(name)}() {
  local words= paths= command= prefix=
  local current=\${COMP_WORDS[COMP_CWORD]} before=\${COMP_WORDS[COMP_CWORD-1]}
  if ((COMP_CWORD > 1)); then
    case \${COMP_WORDS[1]} in ${namesOf(levels).join('|')}) command=\${COMP_WORDS[1]} ;; esac
  fi
  # bash splits --flag=value into three words, unless COMP_WORDBREAKS lacks the =
  [ "$before" != = ] || before=\${COMP_WORDS[COMP_CWORD-2]}
  [ "$current" != = ] || current=
  case $current in --*=*) before=\${current%%=*} current=\${current#*=} prefix=$before= ;; esac
  case "$command $before" in
${branches(levels, ({ words, paths: kind }) => `words=${list(words)}${kind ? paths[kind] : ''}`)}
  esac
  COMPREPLY=($(compgen -P "$prefix" -W "$words" -- "$current"))
  [ -n "$paths" ] || return 0
  local IFS=$'\\n'
  [ -n "$prefix" ] || compopt -o filenames 2> /dev/null
  COMPREPLY+=($(compgen -P "$prefix" $paths -- "$current"))
}
complete -F _${identifier(name)} ${name}
`;
}

export function zsh(name: string, levels: readonly Level[]): string {
  const item = ([word, about]: Word) => quoted(word.replaceAll(':', '\\:') + (about && `:${about}`), "'\\''");
  const paths = { files: '; _files', folders: '; _files -/' };
  return `#compdef ${name}
(( $+functions[compdef] )) || { autoload -Uz compinit && compinit; }
_${identifier(name)}() {
  local command=
  local -a items
  if (( CURRENT > 2 )); then
    case $words[2] in ${namesOf(levels).join('|')}) command=$words[2] ;; esac
  fi
  case "$command $words[CURRENT-1]" in
${branches(levels, ({ words, paths: kind }) => `items=(${words.map(item).join(' ')})${kind ? paths[kind] : ''}`)}
  esac
  (( $#items )) && _describe ${name} items
}
compdef _${identifier(name)} ${name}
`;
}

export function fish(name: string, levels: readonly Level[]): string {
  const paths = { files: ' -F', folders: " -f -a '(__fish_complete_directories)'" };
  const about = (text: string) => text && ` -d ${quoted(text, "\\'")}`;
  const lines = levels.flatMap(({ command, words, paths: kind, flags }) => {
    const isMain = command === '';
    const seen = `__fish_seen_subcommand_from ${isMain ? namesOf(levels).join(' ') : command}`;
    const start = `complete -c ${name} -n ${quoted(isMain ? `not ${seen}` : seen)}`;
    return [
      ...words.map(([word, meaning]) => `${start} -a ${word}${about(meaning)}`),
      ...(kind ? [start + paths[kind]] : []),
      ...flags.map((flag) => {
        const values = flag.words.length === 0 ? '' : ` -a ${quoted(flag.words.map(([word]) => word).join(' '))}`;
        const form = flag.takesValue ? ` -r${values}${flag.paths ? paths[flag.paths] : ' -f'}` : '';
        return `${start} -l ${flag.name.slice(2)}${about(flag.about)}${form}`;
      }),
    ];
  });
  return `complete -c ${name} -f\n${lines.join('\n')}\n`;
}

/** The branches of a `case` on "command previous-word": values of a flag, or else words and flags of the command. */
function branches(levels: readonly Level[], body: (values: Values) => string): string {
  return levels
    .flatMap(({ command, words, paths, flags }) => [
      ...flags.filter(({ takesValue }) => takesValue).map((flag) => `    '${command} ${flag.name}') ${body(flag)} ;;`),
      `    '${command} '*) ${body({ words: [...words, ...flags.map((flag): Word => [flag.name, flag.about])], paths })} ;;`,
    ])
    .join('\n');
}

function namesOf(levels: readonly Level[]): string[] {
  return levels.map(({ command }) => command).filter((command) => command !== '');
}

function identifier(name: string): string {
  return name.replaceAll('-', '_');
}

/** Text in single quotes. quote: how the shell escapes a single quote inside them. */
function quoted(text: string, quote = "'"): string {
  return `'${text.replaceAll("'", quote)}'`;
}
