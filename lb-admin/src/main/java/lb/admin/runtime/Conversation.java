package lb.admin.runtime;

import java.util.List;

/** One connection as lines that come in and text that goes out, as HAProxy has it. No socket: pure but for the commands. */
final class Conversation {
    private static final String PROMPT = "> ";

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
