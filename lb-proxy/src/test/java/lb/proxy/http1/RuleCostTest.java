package lb.proxy.http1;

import static lb.proxy.http1.GivenRules.ALWAYS;
import static lb.proxy.http1.GivenRules.rule;
import static lb.proxy.http1.GivenRules.set;
import static lb.proxy.http1.GivenRules.template;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.netty.buffer.AbstractByteBufAllocator;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledHeapByteBuf;
import io.netty.channel.ManualIoEventLoop;
import io.netty.util.ResourceLeakDetector;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import lb.proxy.listen.Admission;
import lb.proxy.listen.Client;
import lb.proxy.listen.Frontend;
import lb.proxy.loop.LoopContext;
import lb.proxy.loop.LoopInMemory;
import lb.proxy.loop.NanoClock;
import lb.proxy.route.Routing;
import lb.proxy.rule.FrontendRules;
import lb.proxy.rule.RuleList;
import lb.proxy.rule.Verdict;
import lb.proxy.settings.BackendSettings;
import lb.proxy.settings.Condition;
import lb.proxy.settings.Condition.Comparison;
import lb.proxy.settings.FrontendSettings;
import lb.proxy.settings.HeadLimits;
import lb.proxy.settings.HeaderNames;
import lb.proxy.settings.Network;
import lb.proxy.settings.Rule;
import lb.proxy.settings.RuleAction;
import lb.proxy.settings.Sample;
import lb.proxy.upstream.Backend;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What a rule costs on a head of a browser's size: no garbage, and less than 0.3 µs for a usual one on an idle machine, which
 * {@link #main} measures.
 */
@Timeout(120)
class RuleCostTest {
    private static final int RUNS = 5_000;
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private static final String HEAD = "GET /static/app.js?v=17 HTTP/1.1\r\nHost: www.example.test\r\n"
            + "User-Agent: Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0\r\n"
            + "Accept: text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8\r\n"
            + "Accept-Language: en-US,en;q=0.5\r\nAccept-Encoding: gzip, deflate, br, zstd\r\n"
            + "Referer: https://www.example.test/\r\nCookie: session=0123456789abcdef; theme=dark\r\n"
            + "Sec-Fetch-Dest: document\r\nSec-Fetch-Mode: navigate\r\nPriority: u=0, i\r\n\r\n";

    private static final Condition NEVER = new Condition.Constant(false);

    private static final Map<String, List<Rule>> RULES = new TreeMap<>(Map.of(
            "acl path_beg, deny",
            List.of(rule(new RuleAction.Deny(403, null), text(new Sample.RawPath(), Comparison.PREFIX, "/admin"))),
            "acl hdr(host), deny",
            List.of(rule(
                    new RuleAction.Deny(403, null), text(new Sample.Header("host", true), Comparison.EXACT, "b.test"))),
            "acl src, deny",
            List.of(rule(
                    new RuleAction.Deny(403, null),
                    new Condition.Address(new Sample.Source(), List.of(new Network(32, 10L << 56, 0, 8))))),
            "acl cookie, deny",
            List.of(rule(new RuleAction.Deny(403, null), text(new Sample.Cookie("theme"), Comparison.EXACT, "light"))),
            "del-header",
            List.of(rule(new RuleAction.DeleteHeader(new HeaderNames.Exact("x-forwarded-host")))),
            "set-header, one",
            List.of(set("X-Static", "a value")),
            "set-header, two",
            List.of(set("X-Static", "a value"), set("X-Other", "a value")),
            "set-header of the path",
            List.of(set("X-Path", new Sample.RawPath())),
            "set-path",
            List.of(rule(
                    new RuleAction.SetTarget(RuleAction.TargetPart.PATH, template("/v1", new Sample.RawPath())),
                    ALWAYS))));

    @Test
    void aUsualRuleMakesNoGarbage() {
        RULES.forEach((name, rules) -> {
            long garbage = Long.MAX_VALUE;
            // Compiled code needs a while to come, on a busy machine more than that.
            try (Run run = new Run(rules, new OneBuffer(), new OneBuffer().only)) {
                for (int round = 0; garbage > 0 && round < 60; round++) {
                    long before = THREADS.getCurrentThreadAllocatedBytes();
                    for (int i = 0; i < RUNS; i++) {
                        run.once();
                    }
                    garbage = (THREADS.getCurrentThreadAllocatedBytes() - before) / RUNS;
                }
            }
            assertThat(garbage).as("bytes of garbage a request: %s", name).isZero();
        });
    }

    /** Prints what each costs, in ns: the best of some rounds, as others work on the machine too. */
    public static void main(String[] arguments) {
        ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.DISABLED);
        for (int pass = 1; pass <= 3; pass++) {
            // All of them are compiled before the last.
            long nothing = nanos(List.of());
            System.out.printf("pass %d: reading the head %d ns, and beside that%n", pass, nothing);
            RULES.forEach((name, rules) -> System.out.printf("%-24s %5d ns%n", name, nanos(rules) - nothing));
        }
    }

    /** The processor's time, so that others on the machine count for little. */
    private static long nanos(List<Rule> rules) {
        long best = Long.MAX_VALUE;
        try (Run run = new Run(rules, PooledByteBufAllocator.DEFAULT, Unpooled.directBuffer())) {
            for (int round = 0; round < 40; round++) {
                long before = THREADS.getCurrentThreadCpuTime();
                for (int i = 0; i < 10_000; i++) {
                    run.once();
                }
                best = Math.min(best, (THREADS.getCurrentThreadCpuTime() - before) / 10_000);
            }
        }
        return best;
    }

    private static Condition text(Sample sample, Comparison how, String value) {
        return new Condition.Text(sample, how, List.of(value), false);
    }

    /** Gives the same buffer again and again: those of a pool would be watched for leaks here, which makes garbage. */
    private static final class OneBuffer extends AbstractByteBufAllocator {
        private final ByteBuf only = new UnpooledHeapByteBuf(this, 4096, 4096);

        @Override
        protected ByteBuf newHeapBuffer(int initialCapacity, int maxCapacity) {
            return only.clear().retain();
        }

        @Override
        protected ByteBuf newDirectBuffer(int initialCapacity, int maxCapacity) {
            return newHeapBuffer(initialCapacity, maxCapacity);
        }

        @Override
        public boolean isDirectBufferPooled() {
            return false;
        }
    }

    /** A head that is read and given to rules, again and again, as {@link Ruling} does it. */
    private static final class Run implements AutoCloseable {
        private final ManualIoEventLoop eventLoop =
                new ManualIoEventLoop(Thread.currentThread(), _ -> LoopInMemory.noIo());
        private final ByteBuf received;
        private final RequestHead head = new RequestHead(HeadLimits.STANDARD, false);
        private final RoutedRequest subject;
        private final EditedRequest edited;
        private final RuleList rules;

        Run(List<Rule> rules, ByteBufAllocator buffers, ByteBuf received) {
            this.received = received.writeBytes(HEAD.getBytes(StandardCharsets.US_ASCII));
            FrontendSettings settings = new RunningProxy.Wish()
                    .server(InMemorySocket.ADDRESS)
                    .rules(GivenRules.onRequests(rules.toArray(Rule[]::new)))
                    .settings()
                    .frontends()
                    .getFirst();
            BackendSettings be = new RunningProxy.Wish().settings().backends().getFirst();
            Backend backend = new Backend(be, 1, _ -> {}, NanoClock.SYSTEM);
            Frontend frontend = new Frontend(
                    settings,
                    new Routing(settings, _ -> backend),
                    FrontendRules.of(settings, _ -> backend),
                    1,
                    Admission.ofProcess(10, 0, 0),
                    NanoClock.SYSTEM);
            LoopContext loop = LoopInMemory.of(eventLoop, () -> {
                throw new IllegalStateException("no server is asked");
            });
            Http1Loop http = new Http1Loop(loop, (_, _) -> {}, new Heads(HeadLimits.STANDARD));
            InMemorySocket socket = InMemorySocket.accepted(buffers);
            Client accepted = Client.accepted(socket, 0);
            Fronts fronts = new Fronts(http, frontend);
            ClientSession session = new ClientSession(fronts, accepted, new ClientHandler(fronts, accepted, false));
            ClientConnection client = new ClientConnection(http, session, settings);
            ExchangeAccount account = new ExchangeAccount(http, frontend, client);
            subject = new RoutedRequest(head, http.hashing(), account);
            edited = new EditedRequest(head, subject, HeadLimits.STANDARD, client, account);
            List<Rule> some = rules.isEmpty() ? List.of(rule(new RuleAction.Allow(), NEVER)) : rules;
            this.rules = Objects.requireNonNull(RuleList.of(some, _ -> backend));
        }

        void once() {
            head.reset();
            if (head.read(received) != HeadProgress.COMPLETE) {
                throw new IllegalStateException("no head");
            }
            edited.begin(received);
            if (!rules.run(subject.of(edited.bytes()), edited).equals(Verdict.GO_ON)) {
                throw new IllegalStateException("the rules do not let it pass");
            }
            edited.release();
        }

        @Override
        public void close() {
            eventLoop.shutdown();
            var _ = eventLoop.runNow();
        }
    }
}
