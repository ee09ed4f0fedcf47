package lb.ha.lifeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.ref.WeakReference;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import lb.ha.NanoClock;
import lb.ha.handover.Message;
import lb.ha.handover.Peers;
import lb.ha.lifeline.Frame.Hello;
import lb.ha.lifeline.Frame.HelloAck;
import lb.ha.lifeline.Nodes.Running;
import lb.ha.linux.Capability;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Two lifelines over loopback, in real time. */
@Timeout(30)
class LifelineTest {
    private static final int READ_TIMEOUT = 5000;

    @BeforeEach
    void probesArePossible() {
        boolean possible = Capability.missing(Capability.NET_RAW).isEmpty();
        if (!possible) {
            System.out.println("skipped: ARP probes need CAP_NET_RAW");
        }
        Assumptions.assumeTrue(possible);
    }

    @Test
    void twoNodesFindEachOtherAndMeasureTheWay() {
        Nodes nodes = Nodes.onLoopback(1);
        try (Running first = nodes.startFirst();
                Running second = nodes.startSecond()) {
            first.await(LifelineState.ALIVE);
            second.await(LifelineState.ALIVE);
            Nodes.eventually(() -> first.peer().roundTripNanos() >= 0, first::toString);
            Nodes.eventually(() -> second.peer().roundTripNanos() >= 0, second::toString);
            assertThat(first.peer().connections()).isEqualTo(1);
            assertThat(second.peer().connections()).isEqualTo(1);
            assertThat(second.peer().node()).isEqualTo("ha1");
        }
    }

    @Test
    void anAddressThatIsNotToBeHadIsToldAtTheStart() {
        Nodes nodes = new Nodes("192.0.2.77", "127.77.9.2", 1);
        assertThatThrownBy(nodes::startFirst).hasMessageContaining("lifeline: cannot listen on 192.0.2.77 port 1: ");
    }

    @Test
    void whatOneSaysAboutAHandOverTheOtherHearsAndWhatNobodyCanHearIsForgotten() {
        Nodes nodes = Nodes.onLoopback(10);
        Message offer = new Message(Message.Kind.OFFER, "web", 7, 5000);
        try (Running first = nodes.startFirst()) {
            first.lifeline.send("ha2", new Message(Message.Kind.OFFER, "web", 6, 5000));
            first.lifeline.send("nobody", offer);
            try (Running second = nodes.startSecond()) {
                first.await(LifelineState.ALIVE);
                second.await(LifelineState.ALIVE);
                first.lifeline.send("ha2", offer);
                Nodes.eventually(() -> !second.messages.isEmpty(), second::toString);
                assertThat(second.messages).containsExactly("ha1: " + offer);
                assertThat(second.lifeline.now("web"))
                        .containsExactly(new Peers.Node("ha1", true, Peers.Standing.NOT_READY, 0));
            }
        }
    }

    @Test
    void anAnswerOfManyPiecesComesWholeAndHellosGoOn() {
        Nodes nodes = Nodes.onLoopback(12);
        byte[] figures = new byte[Asking.MOST_BYTES];
        new Random(7).nextBytes(figures);
        Queue<Answer> answers = new ConcurrentLinkedQueue<>();
        Queue<String> asked = new ConcurrentLinkedQueue<>();
        Figures told = (node, answer) -> {
            asked.add(node);
            answer.accept(figures);
        };
        try (Running first = new Running(nodes.settingsOfFirst(nodes.two), List.of(), told)) {
            first.lifeline.ask("ha2", answers::add);
            Nodes.eventually(() -> !answers.isEmpty(), first::toString);
            assertThat(answers.poll()).isEqualTo(new Answer.Untold(Answer.Why.NOT_CONNECTED));
            try (Running second = nodes.startSecond()) {
                second.await(LifelineState.ALIVE);
                first.await(LifelineState.ALIVE);
                second.lifeline.ask("ha1", answers::add);
                first.lifeline.ask("ha2", answers::add);
                Nodes.eventually(() -> answers.size() == 2, first::toString);
                assertThat(answers)
                        .containsExactlyInAnyOrder(
                                new Answer.Untold(Answer.Why.TELLS_NOTHING), new Answer.Told(ByteBuffer.wrap(figures)));
                assertThat(asked).containsExactly("ha2");
                // Nobody was missed meanwhile.
                assertThat(first.notices).noneMatch(line -> line.contains("PAUSED"));
                assertThat(second.notices).noneMatch(line -> line.contains("PAUSED"));
            }
        }
    }

    @Test
    void whatIsAskedOfOneThatHasEndedIsNotKept() {
        Nodes nodes = Nodes.onLoopback(14);
        Running first = nodes.startFirst();
        first.close();
        WeakReference<Object> asked = new WeakReference<>(ask(first.lifeline));
        Nodes.eventually(
                () -> {
                    System.gc();
                    return asked.get() == null;
                },
                first::toString);
    }

    private static Object ask(Lifeline lifeline) {
        Queue<Answer> answers = new ConcurrentLinkedQueue<>();
        lifeline.ask("ha2", answers::add);
        return answers;
    }

    @Test
    void aNodeThatEndsIsLostAndNotDeadWhereNoAddressCanBeAskedForAndIsFoundAgain() {
        Nodes nodes = Nodes.onLoopback(2);
        try (Running second = nodes.startSecond()) {
            try (Running first = nodes.startFirst()) {
                second.await(LifelineState.ALIVE);
            }
            second.await(LifelineState.LOST);
            assertThat(second.deaths).isEmpty();
            try (Running first = nodes.startFirst()) {
                second.await(LifelineState.ALIVE);
                first.await(LifelineState.ALIVE);
                assertThat(second.peer().connections()).isEqualTo(2);
            }
            assertThat(second.notices).anyMatch(line -> line.startsWith("lifeline to node ha1: it is LOST, was ALIVE"));
        }
    }

    @Test
    void aNodeWithAnotherCertificateIsRefusedAndBothAreToldWhy() {
        Nodes nodes = Nodes.onLoopback(3);
        try (Running first = nodes.startFirst();
                Running second = new Running(nodes.settingsOfSecond(Nodes.certificate("ha1")), List.of())) {
            Nodes.eventually(
                    () -> !second.warnings.isEmpty() && !first.warnings.isEmpty(), () -> first + "\n" + second);
            assertThat(second.warnings)
                    .anyMatch(line -> line.endsWith("no connection with 127.77.3.1 port " + nodes.port
                            + ": it does not show the certificate of node \"ha1\""));
            Nodes.eventually(
                    () -> first.warnings.stream()
                            .anyMatch(line -> line.contains("it does not accept this node's certificate")),
                    first::toString);
            assertThat(first.peer().state()).isEqualTo(LifelineState.UNKNOWN);
            assertThat(second.peer().state()).isEqualTo(LifelineState.UNKNOWN);
        }
    }

    @Test
    void theOneThatConnectsRefusesAnotherCertificateToo() {
        Nodes nodes = Nodes.onLoopback(4);
        try (Running first = new Running(nodes.settingsOfFirst(Nodes.certificate("ha2")), List.of());
                Running second = nodes.startSecond()) {
            // At first nobody may have listened yet.
            Nodes.eventually(
                    () -> told(second, "it does not accept this node's certificate")
                            && told(first, "does not show the certificate of node \"ha2\""),
                    () -> first + "\n" + second);
        }
    }

    private static boolean told(Running node, String words) {
        return node.warnings.stream().anyMatch(line -> line.contains(words));
    }

    @Test
    void aPeerThatIsNotThereIsToldOnceWhileItIsTriedAgain() {
        Nodes nodes = Nodes.onLoopback(5);
        try (Running first = nodes.startFirst()) {
            Nodes.eventually(() -> !first.warnings.isEmpty(), first::toString);
            assertThat(first.warnings)
                    .containsExactly("lifeline to node ha2: no connection with 127.77.5.2 port " + nodes.port
                            + ": Connection refused");
            try (Running second = nodes.startSecond()) {
                first.await(LifelineState.ALIVE);
            }
            assertThat(first.warnings).hasSize(1);
        }
    }

    @Test
    void strangersAreSentAwayAtOnce() throws IOException {
        Nodes nodes = Nodes.onLoopback(6);
        try (Running second = nodes.startSecond();
                Socket stranger = new Socket(nodes.second, nodes.port, InetAddress.ofLiteral("127.0.0.1"), 0)) {
            stranger.setSoTimeout(READ_TIMEOUT);
            assertThat(stranger.getInputStream().read()).isEqualTo(-1);
            assertThat(second.warnings).isEmpty();
        }
    }

    @Test
    void whoeverHoldsThePeersAddressGetsTwoHandshakesAndNoEffectOnTheLifeline() throws IOException {
        Nodes nodes = Nodes.onLoopback(7);
        List<Socket> strangers = new ArrayList<>();
        try (Running second = nodes.startSecond();
                Running first = nodes.startFirst()) {
            second.await(LifelineState.ALIVE);
            for (int i = 0; i < 3; i++) {
                strangers.add(new Socket(nodes.second, nodes.port, nodes.first, 0));
            }
            strangers.get(2).setSoTimeout(READ_TIMEOUT);
            assertThat(strangers.get(2).getInputStream().read()).as("the third").isEqualTo(-1);
            strangers.get(0).getOutputStream().write("GET / HTTP/1.1\r\nHost: lb\r\n\r\n".getBytes());
            Nodes.eventually(() -> !second.warnings.isEmpty(), second::toString);
            assertThat(second.warnings.peek()).contains("TLS: ");
            // The other one says nothing, and is sent away after two seconds.
            strangers.get(1).setSoTimeout(READ_TIMEOUT);
            while (strangers.get(1).getInputStream().read() >= 0) {
                // An alert.
            }
            assertThat(second.peer().state()).isEqualTo(LifelineState.ALIVE);
            assertThat(second.peer().connections()).isEqualTo(1);
            assertThat(first.peer().state()).isEqualTo(LifelineState.ALIVE);
        } finally {
            for (Socket stranger : strangers) {
                stranger.close();
            }
        }
    }

    @Test
    void aPeerOfAnotherVersionIsTold() throws IOException {
        Nodes nodes = Nodes.onLoopback(8);
        try (Running second = nodes.startSecond();
                SocketChannel channel = SocketChannel.open()) {
            channel.bind(new InetSocketAddress(nodes.first, 0));
            channel.connect(new InetSocketAddress(nodes.second, nodes.port));
            channel.configureBlocking(false);
            var settings = nodes.settingsOfFirst(nodes.two);
            TlsConnection tls = new TlsConnection(
                    channel, new PinnedTls(settings, settings.peers().getFirst()).engine(true));
            Nodes.eventually(
                    () -> {
                        assertThat(tls.progress()).isNull();
                        return tls.established();
                    },
                    second::toString);
            ByteBuffer frame = ByteBuffer.allocate(FrameCodec.LONGEST_FRAME);
            FrameCodec.encode(new HelloAck(1, 2, 3), frame);
            frame.put(0, (byte) 2).flip();
            assertThat(tls.send(frame)).isNull();
            Nodes.eventually(() -> tls.progress() != null, second::toString);
            Nodes.eventually(
                    () -> told(
                            second,
                            "no connection with 127.77.8.1 port " + nodes.port
                                    + ": it speaks version 2 of the lifeline, this node version 1"),
                    second::toString);
        }
    }

    @Test
    void hellosOfAnotherRunOrOutOfOrderEndTheConnection() throws IOException {
        Nodes nodes = Nodes.onLoopback(11);
        try (Running second = nodes.startSecond();
                SocketChannel channel = SocketChannel.open()) {
            channel.bind(new InetSocketAddress(nodes.first, 0));
            channel.connect(new InetSocketAddress(nodes.second, nodes.port));
            channel.configureBlocking(false);
            var settings = nodes.settingsOfFirst(nodes.two);
            TlsConnection tls = new TlsConnection(
                    channel, new PinnedTls(settings, settings.peers().getFirst()).engine(true));
            Nodes.eventually(
                    () -> {
                        assertThat(tls.progress()).isNull();
                        return tls.established();
                    },
                    second::toString);
            for (long sequence : new long[] {5, 4}) {
                ByteBuffer frame = ByteBuffer.allocate(FrameCodec.LONGEST_FRAME);
                FrameCodec.encode(new Hello(0xab, sequence, 3, List.of(), false), frame);
                assertThat(tls.send(frame.flip())).isNull();
            }
            Nodes.eventually(
                    () -> told(second, "lifeline to node ha1: hello 4 of run ab after hello 5 of run ab"),
                    second::toString);
        }
    }

    @Test
    void anAddressThatIsNotThisMachinesIsAReasonInASentence() {
        Nodes nodes = new Nodes("203.0.113.1", "127.77.9.2", 8406);
        assertThatThrownBy(() -> Lifeline.start(
                        nodes.settingsOfFirst(nodes.two),
                        List.of(),
                        List::of,
                        death -> {},
                        (node, message) -> {},
                        Figures.NONE,
                        new LifelineEvents() {
                            @Override
                            public void notice(String sentence) {}

                            @Override
                            public void warning(String sentence) {}
                        },
                        NanoClock.SYSTEM))
                .isInstanceOf(LifelineException.class)
                .hasMessage("lifeline: cannot listen on 203.0.113.1 port 8406: Cannot assign requested address");
    }
}
