package lb.admin.runtime;

import java.util.List;
import java.util.stream.Collectors;

/** What follows the words of a command. */
final class Arguments {
    private static final int LONGEST_SHOWN = 60;

    /** No command has a meaning for more. */
    private static final int MOST_SHOWN = 6;

    private Arguments() {}

    /** @throws CommandException when there are any */
    static void none(List<String> arguments) throws CommandException {
        atMost(0, arguments);
    }

    /** @throws CommandException when there are more than that many */
    static void atMost(int most, List<String> arguments) throws CommandException {
        if (arguments.size() > most) {
            throw new CommandException("nothing may follow; found \"" + shortened(arguments.get(most)) + "\"");
        }
    }

    /** One of them, or, where there are not so many, empty. */
    static String at(int index, List<String> arguments) {
        return index < arguments.size() ? arguments.get(index) : "";
    }

    /** As they may stand in a line of the log: there may be 16 KiB of them. */
    static String shown(List<String> arguments) {
        String shown =
                arguments.stream().limit(MOST_SHOWN).map(Arguments::shortened).collect(Collectors.joining(" "));
        return arguments.size() > MOST_SHOWN ? shown + " …" : shown;
    }

    /** As it may stand in an answer. */
    static String shortened(String word) {
        return word.length() > LONGEST_SHOWN ? word.substring(0, LONGEST_SHOWN) + "…" : word;
    }

    /**
     * A whole number.
     *
     * @param instead what is answered where it is none from {@code least} to {@code most}
     */
    static int number(String word, int least, int most, String instead) throws CommandException {
        try {
            int number = Integer.parseInt(word);
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Told below.
        }
        throw CommandException.inWordsOf(instead);
    }
}
