package lb.admin.runtime;

import io.netty.util.NetUtil;
import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.net.InetSocketAddress;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;
import java.util.function.ToLongFunction;
import lb.admin.config.RuntimeSettings.Level;
import lb.proxy.ProxyControl;
import lb.proxy.limit.BufferUse;
import lb.proxy.listen.Frontend;
import lb.proxy.loop.LoopFigures;

/** What the process is busy with: event loops, threads, memory and descriptors. */
final class ProcessCommands {
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private static final Path DESCRIPTORS = Path.of("/proc/self/fd");

    /** Descriptors that are looked at, at most: each costs a system call. */
    private static final int MOST_DESCRIPTORS = 10_000;

    /** Calls of a thread that are shown. */
    private static final int CALLS = 3;

    private static final long MILLI = 1_000_000;
    private static final double MICRO = 1e3;

    private ProcessCommands() {}

    static List<Command> of(NodeAccess node) {
        return List.of(
                Command.show(
                        "show activity",
                        "[json]",
                        "report what each event loop does",
                        Level.USER,
                        arguments -> activity(node.proxy().loops(), arguments.contains("json"))),
                Command.show("show pools", "", "report the memory of buffers", Level.USER, _ -> Answer.of(pools())),
                Command.show(
                        "show threads",
                        "",
                        "list the threads, and what each is doing",
                        Level.OPERATOR,
                        _ -> Answer.of("", threads().iterator(), ProcessCommands::thread, "")),
                Command.show(
                        "show fd",
                        "[<num>]",
                        "list the descriptors that are open, or a specific one",
                        Level.OPERATOR,
                        arguments -> {
                            String only = Arguments.at(0, arguments);
                            return only.isEmpty()
                                    ? descriptors(clients(node.proxy(), _ -> true), MOST_DESCRIPTORS)
                                    : descriptor(node.proxy(), only);
                        }));
    }

    /**
     * One figure.
     *
     * @param all of all loops together
     */
    private record Line(String name, ToLongFunction<LoopFigures> of, ToLongFunction<List<LoopFigures>> all) {
        /** One that adds up. */
        Line(String name, ToLongFunction<LoopFigures> of) {
            this(name, of, loops -> sum(loops, of));
        }
    }

    /** Those of HAProxy's lines that are true here, and further ones. */
    private static final List<Line> ACTIVITY = List.of(
            new Line("loops", LoopFigures::turns),
            new Line("poll_io", LoopFigures::events),
            new Line("run_queue", LoopFigures::queued),
            new Line("channels", LoopFigures::channels),
            new Line("pipes", LoopFigures::pipes),
            new Line("cpu_ms_tot", loop -> loop.processorNanos() / MILLI),
            average("avg_loop_us", LoopFigures::processorNanos, LoopFigures::turns),
            new Line(
                    "lag_max_1m_us",
                    loop -> loop.greatestLagNanos() / 1000,
                    loops -> loops.stream()
                                    .mapToLong(LoopFigures::greatestLagNanos)
                                    .max()
                                    .orElse(0)
                            / 1000),
            average(
                    "lag_avg_us",
                    loop -> loop.lag().sumNanos(),
                    loop -> loop.lag().count()));

    /** That of all loops is over all that was counted, not over the loops: a busy one counts for more. */
    private static Line average(String name, ToLongFunction<LoopFigures> nanos, ToLongFunction<LoopFigures> count) {
        return new Line(
                name,
                loop -> average(nanos.applyAsLong(loop), count.applyAsLong(loop)),
                loops -> average(sum(loops, nanos), sum(loops, count)));
    }

    private static long average(long nanos, long count) {
        return count == 0 ? 0 : Math.round(nanos / MICRO / count);
    }

    private static long sum(List<LoopFigures> loops, ToLongFunction<LoopFigures> of) {
        return loops.stream().mapToLong(of).sum();
    }

    /** A line for each figure: of all loops together, and, where there are several, of each. */
    static Answer activity(List<LoopFigures> loops, boolean json) {
        if (json) {
            return Json.array(loops.iterator(), (loop, to) -> {
                Json.Fields fields = new Json.Fields().put("thread", loop.index() + 1);
                ACTIVITY.forEach(line -> fields.put(line.name, line.of.applyAsLong(loop)));
                to.append(fields);
            });
        }
        StringBuilder out = new StringBuilder("thread_id: all (1.." + loops.size() + ")\n");
        Instant now = Instant.now();
        out.append("date_now: %d.%06d%n".formatted(now.getEpochSecond(), now.getNano() / 1000));
        for (Line line : ACTIVITY) {
            List<Long> each = loops.stream().map(line.of::applyAsLong).toList();
            out.append(line.name).append(": ").append(line.all.applyAsLong(loops));
            if (each.size() > 1) {
                out.append(" [");
                each.forEach(one -> out.append(' ').append(one));
                out.append(" ]");
            }
            out.append('\n');
        }
        return Answer.of(out.toString());
    }

    private static String pools() {
        StringBuilder out = new StringBuilder("Dumping pools usage.\n");
        long all = 0;
        for (BufferUse pool : BufferUse.all()) {
            out.append("  - Pool netty_%s (%d bytes chunks) : %d bytes allocated, %d used, %d arenas%n"
                    .formatted(pool.name(), pool.chunk(), pool.allocated(), pool.used(), pool.arenas()));
            all += pool.allocated();
        }
        for (BufferPoolMXBean pool : ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class)) {
            out.append("  - Pool jdk_%s : %d allocated (%d bytes), %d bytes used%n"
                    .formatted(
                            pool.getName().replaceAll("[^a-z]+", "_"),
                            pool.getCount(),
                            pool.getTotalCapacity(),
                            pool.getMemoryUsed()));
            all += pool.getMemoryUsed();
        }
        Runtime heap = Runtime.getRuntime();
        out.append("  - Pool jdk_heap : %d bytes allocated, %d used, %d at most%n"
                .formatted(heap.totalMemory(), heap.totalMemory() - heap.freeMemory(), heap.maxMemory()));
        all += heap.totalMemory();
        return out.append("Total: ").append(all).append(" bytes allocated.\n").toString();
    }

    private static List<ThreadInfo> threads() {
        List<ThreadInfo> all = new ArrayList<>();
        for (ThreadInfo thread : THREADS.getThreadInfo(THREADS.getAllThreadIds(), CALLS)) {
            // One that has ended meanwhile is null.
            if (thread != null) {
                all.add(thread);
            }
        }
        all.sort(Comparator.comparingLong(ThreadInfo::getThreadId));
        return all;
    }

    private static void thread(ThreadInfo thread, StringBuilder out) {
        long cpu = THREADS.getThreadCpuTime(thread.getThreadId());
        out.append("* Thread ").append(thread.getThreadId()).append(" : name=").append(thread.getThreadName());
        out.append(" state=").append(thread.getThreadState()).append(" cpu_ms=").append(Math.max(0, cpu) / MILLI);
        if (thread.getLockName() != null) {
            out.append(" waits_for=").append(thread.getLockName());
        }
        out.append('\n');
        for (StackTraceElement call : thread.getStackTrace()) {
            out.append("      ").append(call.getClassName()).append('.').append(call.getMethodName());
            out.append(':').append(call.getLineNumber()).append('\n');
        }
    }

    private static Answer descriptor(ProxyControl proxy, String number) throws CommandException {
        if (!number.matches("[0-9]{1,9}")) {
            throw new CommandException(
                    "\"" + Arguments.shortened(number) + "\" is no descriptor (expected: a number, such as 5)");
        }
        int fd = Integer.parseInt(number);
        StringBuilder out = new StringBuilder();
        descriptor(fd, clients(proxy, one -> one == fd).getOrDefault(fd, ""), out);
        return Answer.of(out.toString());
    }

    /**
     * In the order of their numbers.
     *
     * @param clients whose those of clients are
     * @param most that are looked at; that there are more is said then
     */
    static Answer descriptors(Map<Integer, String> clients, int most) throws CommandException {
        List<Integer> open = new ArrayList<>();
        boolean more = false;
        try (DirectoryStream<Path> all = Files.newDirectoryStream(DESCRIPTORS)) {
            for (Path one : all) {
                more = open.size() == most;
                if (more) {
                    break;
                }
                open.add(Integer.valueOf(one.getFileName().toString()));
            }
        } catch (IOException e) {
            throw new CommandException("the kernel does not tell of descriptors: " + e.getMessage());
        }
        open.sort(Comparator.naturalOrder());
        return Answer.of(
                "",
                open.iterator(),
                (fd, out) -> descriptor(fd, clients.getOrDefault(fd, ""), out),
                more ? "# more\n" : "");
    }

    /** Whose those of clients are. */
    private static Map<Integer, String> clients(ProxyControl proxy, IntPredicate which) {
        Map<Integer, String> clients = new HashMap<>();
        for (Frontend frontend : proxy.frontends()) {
            frontend.clients().byDescriptor(which).forEach((fd, from) -> {
                String source =
                        from instanceof InetSocketAddress network ? NetUtil.toSocketAddressString(network) : "unix";
                clients.put(fd, " fe=" + frontend.name() + " src=" + source);
            });
        }
        return clients;
    }

    private static void descriptor(int fd, String whose, StringBuilder out) {
        try {
            String what = Files.readSymbolicLink(DESCRIPTORS.resolve(Integer.toString(fd)))
                    .toString();
            out.append("%7d : %s%s%n".formatted(fd, what, whose));
        } catch (NoSuchFileException e) {
            // Closed meanwhile.
        } catch (IOException e) {
            out.append("%7d : %s%n".formatted(fd, e.getMessage()));
        }
    }
}
