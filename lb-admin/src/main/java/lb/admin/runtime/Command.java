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
 * @param takesPayload whether text that is sent behind it, from {@code <<} to an empty line, is its last argument
 */
record Command(String words, String parameters, String means, Level level, Action action, boolean takesPayload) {
    /** One that takes no text. */
    Command(String words, String parameters, String means, Level level, Action action) {
        this(words, parameters, means, level, action, false);
    }

    /** The same with text behind it. */
    Command withPayload() {
        return new Command(words, parameters, means, level, action, true);
    }

    /** Does a command. Called on the socket's own thread; it must not block for long. */
    interface Action {
        /**
         * Does it.
         *
         * @param arguments what follows {@link Command#words}
         * @param allowed to the connection: never less than the command's level
         * @throws CommandException when it cannot be done
         */
        Answer answer(List<String> arguments, Caller caller, Level allowed) throws CommandException;
    }

    /** Does a command that says little. */
    interface Deed {
        /** Lines of text; empty where there is nothing to say but that it was done. */
        String answer(List<String> arguments, Caller caller) throws CommandException;
    }

    /** Answers a question. */
    interface Look {
        Answer answer(List<String> arguments) throws CommandException;
    }

    /** One that shows something, and takes nothing: what follows is refused, where HAProxy, whose commands pass over it, has none such. */
    static Command show(String words, String means, Level level, Look look) {
        return show(words, "", means, level, arguments -> {
            Arguments.none(arguments);
            return look.answer(arguments);
        });
    }

    /** One that shows something. */
    static Command show(String words, String parameters, String means, Level level, Look look) {
        return new Command(words, parameters, means, level, (arguments, _, _) -> look.answer(arguments));
    }

    /** One that changes something. */
    static Command change(String words, String parameters, String means, Deed deed) {
        return new Command(
                words,
                parameters,
                means,
                Level.ADMIN,
                (arguments, caller, _) -> Answer.of(deed.answer(arguments, caller)));
    }

    /** The whole of how it is written. */
    String usage() {
        return parameters.isEmpty() ? words : words + " " + parameters;
    }
}
