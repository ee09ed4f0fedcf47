package lb.admin.runtime;

import java.util.ArrayList;
import java.util.List;

/**
 * The commands of one line: words between spaces, commands between semicolons; a backslash takes the character behind it for
 * what it is, as in HAProxy. Pure.
 */
final class RequestLine {
    private RequestLine() {}

    /**
     * The commands, each with a word at least; none in an empty line.
     *
     * @throws CommandException when there is something in it that no command has
     */
    static List<List<String>> parse(String line) throws CommandException {
        refuseControls(line);
        List<List<String>> commands = new ArrayList<>();
        List<String> words = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        boolean inWord = false;
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (c == '\t') {
                c = ' ';
            }
            if (c == '\\' && i + 1 < line.length()) {
                i++;
                word.append(line.charAt(i));
                inWord = true;
            } else if (c == ' ' || c == ';') {
                if (inWord) {
                    words.add(word.toString());
                    word.setLength(0);
                    inWord = false;
                }
                if (c == ';' && !words.isEmpty()) {
                    commands.add(List.copyOf(words));
                    words.clear();
                }
            } else {
                word.append(c);
                inWord = true;
            }
        }
        if (inWord) {
            words.add(word.toString());
        }
        if (!words.isEmpty()) {
            commands.add(List.copyOf(words));
        }
        return commands;
    }

    /** What a terminal would obey must not come back in an answer or get into the log; so it is refused at once. */
    private static void refuseControls(String line) throws CommandException {
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (c != '\t' && (Character.isISOControl(c) || c == '\uFFFD')) {
                throw new CommandException("a command is text; character " + (i + 1) + " is none");
            }
        }
    }
}
