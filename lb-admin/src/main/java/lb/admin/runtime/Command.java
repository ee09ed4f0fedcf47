package lb.admin.runtime;

import java.util.List;
import lb.admin.config.RuntimeSettings.Level;

/**
 * One command of the runtime socket.
 *
 * @param words what it begins with, such as {@code show vrrp}: the command with the most of such words is the one that is meant
 * @param parameters what may follow, as {@code help} shows it; empty for nothing
 * @param means what it does, in a few words
 * @param level who may use it
 * @param action does it
 */
record Command(String words, String parameters, String means, Level level, Action action) {
    /** Does a command. Called on the socket's own thread; it must not block for long. */
    interface Action {
        /**
         * Does it.
         *
         * @param arguments what follows {@link Command#words}
         * @return lines of text; empty where there is nothing to say but that it was done
         * @throws CommandException when it cannot be done
         */
        String answer(List<String> arguments, Caller caller) throws CommandException;

        /** The same, for one whose answer depends on what else is allowed. */
        default String answer(List<String> arguments, Caller caller, Level allowed) throws CommandException {
            return answer(arguments, caller);
        }
    }

    /** Answers a command that takes nothing. */
    interface Look {
        String answer() throws CommandException;
    }

    /** One that shows something, and takes nothing. */
    static Command show(String words, String means, Level level, Look look) {
        return new Command(words, "", means, level, (arguments, _) -> {
            Arguments.none(arguments);
            return look.answer();
        });
    }

    /** One that changes something. */
    static Command change(String words, String parameters, String means, Action action) {
        return new Command(words, parameters, means, Level.ADMIN, action);
    }

    /** The whole of how it is written. */
    String usage() {
        return parameters.isEmpty() ? words : words + " " + parameters;
    }
}
