package lb.admin.nodes;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import lb.ha.lifeline.Answer;
import lb.ha.lifeline.Answer.Told;
import lb.ha.lifeline.Answer.Untold;
import lb.ha.lifeline.Answer.Why;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(20)
class OtherNodesTest {
    private static final byte[] REPORT = ReportCodec.write(
            "0.2.0", Duration.ofSeconds(3), false, Instant.EPOCH.plusSeconds(5), new JsonObject(), List.of());

    private final AtomicLong now = new AtomicLong();
    private final OtherNodes nodes = new OtherNodes(List.of("ha2"), () -> REPORT, now::get).start();
    private final List<String> asked = new ArrayList<>();

    @AfterEach
    void close() {
        nodes.close();
    }

    private void answering(Answer answer) {
        nodes.askBy((node, to) -> {
            asked.add(node);
            to.accept(answer);
        });
    }

    private OtherNode look() {
        return nodes.look().getFirst();
    }

    private void later(long millis) {
        now.addAndGet(TimeUnit.MILLISECONDS.toNanos(millis));
    }

    @Test
    void anAnswerServesEverybodyForASecondAndIsShownWithItsAgeWhereNoneFollows() {
        answering(new Told(ByteBuffer.wrap(REPORT)));
        OtherNode first = look();
        assertThat(first.trouble()).isEmpty();
        assertThat(Objects.requireNonNull(first.report()).version()).isEqualTo("0.2.0");
        later(999);
        assertThat(look().age()).isEqualTo(Duration.ofMillis(999));
        assertThat(asked).containsExactly("ha2");
        later(1);
        assertThat(look().age()).isZero();
        assertThat(asked).hasSize(2);

        answering(new Untold(Why.PAUSED));
        later(4_000);
        OtherNode old = look();
        assertThat(old.report()).isNotNull();
        assertThat(old.age()).isEqualTo(Duration.ofSeconds(4));
        assertThat(old.trouble()).isEqualTo("It does not answer.");
        later(Duration.ofMinutes(5).toMillis());
        assertThat(look().report()).as("a report of more than five minutes ago").isNull();
    }

    @ParameterizedTest
    @EnumSource
    void whyThereIsNoAnswerIsToldInASentence(Why why) {
        answering(new Untold(why));
        assertThat(look().trouble()).endsWith(".").isNotEqualTo("It has not answered yet.");
        assertThat(look().report()).isNull();
    }

    @Test
    void whatCannotBeReadIsSaidToBe() {
        answering(new Told(ByteBuffer.wrap(new byte[] {1})));
        assertThat(look().trouble()).startsWith("What it tells cannot be read: it is not compressed as expected");
    }

    @Test
    void beforeThereIsALifelineItSaysSo() {
        assertThat(look().trouble()).isEqualTo("This node is only starting, or about to end.");
    }

    @Test
    void onceTheLifelineEndsItIsNotAskedAndNotWaitedFor() {
        nodes.askBy((node, to) -> asked.add(node));
        nodes.askNoMore();
        assertThat(look().trouble()).isEqualTo("This node is only starting, or about to end.");
        assertThat(asked).isEmpty();
    }

    @Test
    void anErrorEndsNothingAndIsToldOnceAMinuteWithWhoseFiguresItIs() throws Exception {
        List<String> warned = new CopyOnWriteArrayList<>();
        AtomicBoolean failing = new AtomicBoolean(true);
        try (OtherNodes faulty = new OtherNodes(
                        List.of("ha2"),
                        () -> {
                            if (failing.get()) {
                                throw new AssertionError("no memory");
                            }
                            return REPORT;
                        },
                        warned::add,
                        now::get)
                .start()) {
            faulty.asked("ha2", bytes -> {});
            faulty.asked("ha2", bytes -> {});
            faulty.askBy((node, to) -> {
                throw new AssertionError("no link");
            });
            assertThat(faulty.look().getFirst().trouble()).isEqualTo("It cannot be asked: a fault in lb itself.");
            failing.set(false);
            CompletableFuture<byte[]> told = new CompletableFuture<>();
            faulty.asked("ha2", told::complete);
            assertThat(told.get()).isEqualTo(REPORT);
        }
        assertThat(warned)
                .containsExactly(
                        "figures: a fault in lb itself: those of this node: java.lang.AssertionError: no memory",
                        "figures: a fault in lb itself: those of node \"ha2\": java.lang.AssertionError: no link");
    }

    @Test
    void manyWhoLookAtOnceAskOnce() throws Exception {
        CompletableFuture<Void> hundredLook = new CompletableFuture<>();
        nodes.askBy((node, to) -> {
            asked.add(node);
            Thread.ofPlatform().start(() -> {
                hundredLook.join();
                to.accept(new Told(ByteBuffer.wrap(REPORT)));
            });
        });
        List<CompletableFuture<OtherNode>> looks = IntStream.range(0, 100)
                .mapToObj(i -> {
                    CompletableFuture<OtherNode> seen = new CompletableFuture<>();
                    Thread.ofVirtual().start(() -> seen.complete(look()));
                    return seen;
                })
                .toList();
        hundredLook.complete(null);
        for (CompletableFuture<OtherNode> seen : looks) {
            assertThat(seen.get().report()).isNotNull();
        }
        assertThat(asked).containsExactly("ha2");
    }

    @Test
    void aLifelineThatSaysNothingIsNotWaitedForLong() {
        answering(new Told(ByteBuffer.wrap(REPORT)));
        look();
        nodes.askBy((node, to) -> asked.add(node));
        later(1_500);
        OtherNode late = look();
        assertThat(late.trouble()).isEqualTo("It has not answered within a second.");
        assertThat(late.report()).isNotNull();
        later(2_999);
        answering(new Told(ByteBuffer.wrap(REPORT)));
        later(1);
        assertThat(look().trouble()).isEmpty();
    }

    @Test
    void othersAreToldWhatThisOneIs() throws Exception {
        CompletableFuture<byte[]> told = new CompletableFuture<>();
        nodes.asked("ha2", told::complete);
        assertThat(told.get()).isEqualTo(REPORT);
    }
}
