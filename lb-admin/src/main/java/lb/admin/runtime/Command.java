package lb.admin.runtime;

import java.util.List;
import lb.admin.config.RuntimeSettings.Level;

/** One command of the runtime socket. Called on the socket's own thread; it must not block. */
interface Command {
    /** What it begins with, such as {@code show vrrp}: the command with the most of such words is the one that is meant. */
    String words();

    /** What may follow, as {@code help} shows it; empty for nothing. */
    String parameters();

    /** What it does, in a few words. */
    String means();

    /** Who may use it. */
    Level level();

    /**
     * Does it.
     *
     * @param arguments what follows {@link #words}
     * @return lines of text; empty where there is nothing to say but that it was done
     * @throws CommandException when it cannot be done
     */
    String answer(List<String> arguments, Caller caller) throws CommandException;
}
