package lb.admin.standin;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A command line of HAProxy (its management guide, section 3), understood.
 *
 * @param task what is asked for
 * @param files in their order; a folder stands for its {@code *.cfg}
 * @param folder to change to before anything is read ({@code -C}); null for none
 * @param quiet whether nothing is printed ({@code -q})
 * @param verbose whether more is ({@code -V})
 * @param background whether it goes there once it serves ({@code -D})
 * @param mode whether and how there is a master process ({@code -W}, {@code -Ws})
 * @param pidFile gets the number of the process ({@code -p}); null for none
 * @param connections most of clients at a time ({@code -n}); 0 for what the files say
 * @param frontendConnections the same of each frontend that says nothing of it ({@code -N}); 0 for none
 * @param memoryMegabytes most memory ({@code -m}); 0 for what the files say
 * @param localPeer this process's name among peers ({@code -L}); null for that of the machine
 * @param older processes that end when this one serves
 * @param finish whether these end when their clients have gone ({@code -sf}), and not at once ({@code -st})
 * @param zeroWarnings whether a warning keeps it from starting ({@code -dW})
 * @param sharedPorts whether other processes may listen on the same addresses: not with {@code -dR}
 * @param condition to be evaluated, and nothing else ({@code -cc}); null for none
 * @param masterSocket of the master process, an address and options ({@code -S}); null for none
 * @param oldSocket runtime socket of the process whose listening sockets are taken over ({@code -x}); null for none
 */
record HaproxyLine(
        Task task,
        List<Path> files,
        @Nullable Path folder,
        boolean quiet,
        boolean verbose,
        boolean background,
        Mode mode,
        @Nullable Path pidFile,
        int connections,
        int frontendConnections,
        int memoryMegabytes,
        @Nullable String localPeer,
        List<Long> older,
        boolean finish,
        boolean zeroWarnings,
        boolean sharedPorts,
        @Nullable String condition,
        @Nullable String masterSocket,
        @Nullable String oldSocket) {
    HaproxyLine {
        files = List.copyOf(files);
        older = List.copyOf(older);
    }

    /** What is asked for. */
    enum Task {
        RUN,
        /** {@code -c} */
        CHECK,
        /** {@code -v} */
        VERSION,
        /** {@code -vv} */
        BUILD
    }

    /** Whether there is a master process: always one process here, which behaves like it. */
    enum Mode {
        /** None. */
        ALONE,
        /** {@code -W} */
        MASTER,
        /** {@code -Ws}: which tells systemd. */
        MASTER_OF_SYSTEMD
    }
}
