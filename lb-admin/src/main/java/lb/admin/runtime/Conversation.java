package lb.admin.runtime;

import java.util.List;

/** One connection as lines that come in and text that goes out, as HAProxy has it. No socket: pure but for the commands. */
final class Conversation {
    private static final String PROMPT = "> ";

    /** Letters of the answers to one line, from where on no further command of it is done. */
    static final int LONGEST = 4 * 1024 * 1024;

    private final Commands commands;
    private final Caller caller;
    private boolean interactive;

    Conversation(Commands commands, Caller caller) {
        this.commands = commands;
        this.caller = caller;
    }

    /**
     * What follows a line.
     *
     * @param text what is sent
     * @param end whether nothing comes after it
     */
    record Reply(String text, boolean end) {}

    /** @param line without the line feed, and without a carriage return before that */
    Reply hear(String line) {
        StringBuilder text = new StringBuilder();
        boolean quit = false;
        try {
            List<List<String>> asked = RequestLine.parse(line);
            if (asked.isEmpty() && !interactive) {
                text.append(commands.nothing()).append('\n');
            }
            for (List<String> words : asked) {
                switch (words.getFirst()) {
                    case Commands.PROMPT -> {
                        interactive = !interactive;
                        text.append('\n');
                    }
                    case Commands.QUIT -> quit = true;
                    default -> text.append(commands.answer(words, caller)).append('\n');
                }
                if (text.length() > LONGEST) {
                    text.append(Answers.REFUSED).append("the rest of the line; its answers take too much room\n\n");
                    break;
                }
                if (quit) {
                    break;
                }
            }
        } catch (CommandException e) {
            text.append(e.answer()).append("\n\n");
        }
        if (quit || !interactive) {
            return new Reply(text.toString(), true);
        }
        return new Reply(text.append(PROMPT).toString(), false);
    }
}
