package lb.admin.runtime;

import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.Stream;
import lb.admin.page.NodeFacts;
import lb.admin.problem.Words;
import lb.admin.reload.ReloadReport;
import lb.admin.upgrade.Upgrader;
import lb.proxy.ProxyControl;
import lb.proxy.listen.Frontend;
import lb.proxy.stats.StatsRow;
import lb.proxy.upstream.Backend;
import lb.proxy.upstream.Server;
import org.jspecify.annotations.Nullable;

/**
 * What the commands about frontends, backends and servers ask and tell.
 *
 * @param facts of this node
 * @param control of its proxy; null until that has started
 * @param rows the figures, each row made when it is its turn
 * @param droppedLogs log lines that were lost
 * @param configuration the one that counts now, as HOCON without secrets
 * @param reload reads the files again, for the one who is named, and waits for it
 * @param upgrade has another process go on with the node
 * @param audit is told who has changed what, in a sentence
 */
public record NodeAccess(
        NodeFacts facts,
        Supplier<@Nullable ProxyControl> control,
        Supplier<Stream<StatsRow>> rows,
        LongSupplier droppedLogs,
        Supplier<String> configuration,
        Function<String, ReloadReport> reload,
        Upgrader upgrade,
        Consumer<String> audit) {
    private static final String NEEDS_BOTH = "Require 'backend/server'.";

    /** That of the proxy, which has started. */
    ProxyControl proxy() throws CommandException {
        ProxyControl running = control.get();
        if (running == null) {
            throw new CommandException("the node has not started yet");
        }
        return running;
    }

    /** The server of {@code backend/server}. */
    Server server(String path) throws CommandException {
        int slash = path.indexOf('/');
        if (slash <= 0 || slash == path.length() - 1) {
            throw CommandException.inWordsOf(NEEDS_BOTH);
        }
        Backend backend = backend(path.substring(0, slash), "No such backend.");
        String name = path.substring(slash + 1);
        for (Server server : backend.servers()) {
            if (server.name().equals(name)) {
                return server;
            }
        }
        throw unknown("No such server.", name, backend.servers().stream().map(Server::name));
    }

    /** Whether it is the name of a frontend or backend. */
    boolean isProxy(String name) throws CommandException {
        return Stream.concat(
                        proxy().frontends().stream().map(Frontend::name),
                        proxy().backends().stream().map(Backend::name))
                .anyMatch(name::equals);
    }

    /** @param instead the words for one that there is not */
    Backend backend(String name, String instead) throws CommandException {
        return known(name, proxy().backends(), Backend::name, instead);
    }

    Frontend frontend(List<String> arguments) throws CommandException {
        if (arguments.isEmpty()) {
            throw CommandException.inWordsOf("A frontend name is expected.");
        }
        return known(arguments.getFirst(), proxy().frontends(), Frontend::name, "No such frontend.");
    }

    private interface Name<T> {
        String of(T one);
    }

    private static <T> T known(String name, Collection<T> all, Name<T> names, String instead) throws CommandException {
        for (T one : all) {
            if (names.of(one).equals(name)) {
                return one;
            }
        }
        throw unknown(instead, name, all.stream().map(names::of));
    }

    private static CommandException unknown(String sentence, String name, Stream<String> names) {
        return CommandException.inWordsOf(sentence
                + Words.nearest(Arguments.shortened(name), names.toList())
                        .map(near -> "\nDid you mean \"" + near + "\"?")
                        .orElse(""));
    }

    /** Writes who has changed what. */
    void told(Caller caller, String command) {
        audit.accept(caller.says(command));
    }
}
