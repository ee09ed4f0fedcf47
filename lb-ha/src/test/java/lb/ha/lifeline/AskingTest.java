package lb.ha.lifeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import lb.ha.lifeline.Answer.Told;
import lb.ha.lifeline.Answer.Untold;
import lb.ha.lifeline.Answer.Why;
import lb.ha.lifeline.Frame.Piece;
import lb.ha.lifeline.Frame.Question;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A question and its answer in pieces, from both ends, without a network. */
class AskingTest {
    private static final long MILLISECOND = 1_000_000;
    private static final long SECOND = 1000 * MILLISECOND;

    private final List<Answer> answers = new ArrayList<>();
    private final Asking asking = new Asking();
    private final Answering answering = new Answering();

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 8191, 8192, 8193, 16384, 100_000, Asking.MOST_BYTES})
    void anAnswerOfAnyLengthComesAsItWasMade(int length) {
        byte[] figures = new byte[length];
        new Random(length).nextBytes(figures);
        Question question = asking.begin(answers::add, 0);
        Answering.Step step = answering.heard(question, 0);
        assertThat(step).isEqualTo(new Answering.Make(question.number()));
        step = answering.made(question.number(), figures);
        int pieces = 0;
        while (step instanceof Answering.Send(Piece piece)) {
            pieces++;
            assertThat(piece.bytes().remaining()).isLessThanOrEqualTo(FrameCodec.LONGEST_PIECE);
            Question next = asking.heard(piece);
            step = next == null ? new Answering.Nothing() : answering.heard(next, 0);
        }
        assertThat(answers).isEqualTo(List.of(new Told(ByteBuffer.wrap(figures))));
        assertThat(pieces).isEqualTo(Math.max(1, Math.ceilDiv(length, FrameCodec.LONGEST_PIECE)));
    }

    @Test
    void whatIsTooLongIsSaidToBe() {
        Question question = asking.begin(answers::add, 0);
        answering.heard(question, 0);
        Answering.Step step = answering.made(question.number(), new byte[Asking.MOST_BYTES + 1]);
        assertThat(step).isInstanceOf(Answering.Send.class);
        assertThat(asking.heard(((Answering.Send) step).piece())).isNull();
        assertThat(answers).containsExactly(new Untold(Why.TOO_MUCH));
    }

    @ParameterizedTest
    @CsvSource({
        // whole, from, length, why
        "4194305, 0, 10, TOO_MUCH",
        "2147483647, 0, 10, TOO_MUCH",
        "10, 1, 5, BROKEN",
        "10, 0, 11, BROKEN",
        "10, 0, 0, BROKEN",
        "0, 0, 1, BROKEN",
    })
    void aPieceThatDoesNotFitEndsTheQuestion(int whole, int from, int length, Why why) {
        Question question = asking.begin(answers::add, 0);
        assertThat(asking.heard(new Piece(question.number(), whole, from, ByteBuffer.allocate(length))))
                .isNull();
        assertThat(answers).containsExactly(new Untold(why));
        asking.judge(SECOND);
        assertThat(answers).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({"19, 10, 5", "20, 0, 10", "20, 9, 5", "20, 11, 5", "20, 10, 11", "20, 10, 0"})
    void asDoesASecondOne(int whole, int from, int length) {
        Question question = asking.begin(answers::add, 0);
        Question next = asking.heard(new Piece(question.number(), 20, 0, ByteBuffer.allocate(10)));
        assertThat(next).isEqualTo(new Question(question.number(), 10));
        assertThat(asking.heard(new Piece(question.number(), whole, from, ByteBuffer.allocate(length))))
                .isNull();
        assertThat(answers).containsExactly(new Untold(Why.BROKEN));
    }

    @Test
    void whoeverDoesNotTellAllWithinASecondIsLateAndWhatComesLaterIsNothing() {
        Question question = asking.begin(answers::add, 5);
        assertThat(asking.deadline(7 * SECOND)).isEqualTo(SECOND + 5);
        asking.judge(SECOND + 4);
        assertThat(answers).isEmpty();
        asking.judge(SECOND + 5);
        assertThat(answers).containsExactly(new Untold(Why.LATE));
        assertThat(asking.deadline(7 * SECOND)).isEqualTo(7 * SECOND);
        assertThat(asking.heard(new Piece(question.number(), 1, 0, ByteBuffer.allocate(1))))
                .isNull();
        assertThat(answers).hasSize(1);
    }

    @Test
    void aPieceOfAnotherQuestionIsNothing() {
        Question first = asking.begin(answers::add, 0);
        Question second = asking.begin(answers::add, 0);
        assertThat(answers).containsExactly(new Untold(Why.LATE));
        assertThat(asking.heard(new Piece(first.number(), 1, 0, ByteBuffer.allocate(1))))
                .isNull();
        asking.heard(new Piece(second.number(), 1, 0, ByteBuffer.allocate(1)));
        assertThat(answers).hasSize(2).last().isInstanceOf(Told.class);
    }

    @Test
    void aLostConnectionEndsTheQuestion() {
        asking.giveUp(Why.NOT_CONNECTED);
        asking.begin(answers::add, 0);
        asking.giveUp(Why.NOT_CONNECTED);
        assertThat(answers).containsExactly(new Untold(Why.NOT_CONNECTED));
    }

    @Test
    void whoeverAsksTooOftenIsNotAnsweredEvenByANewConnection() {
        assertThat(answering.heard(new Question(1, 0), 0)).isEqualTo(new Answering.Make(1));
        assertThat(answering.made(1, new byte[1])).isInstanceOf(Answering.Send.class);
        assertThat(answering.made(1, new byte[1])).isEqualTo(new Answering.Nothing());
        assertThat(answering.heard(new Question(2, 0), 199 * MILLISECOND)).isEqualTo(new Answering.Nothing());
        answering.forget();
        assertThat(answering.heard(new Question(1, 0), 199 * MILLISECOND)).isEqualTo(new Answering.Nothing());
        assertThat(answering.heard(new Question(3, 0), 200 * MILLISECOND)).isEqualTo(new Answering.Make(3));
    }

    @Test
    void whileFiguresAreMadeNoMoreAreAndTheNewestQuestionGetsThem() {
        assertThat(answering.heard(new Question(1, 0), 0)).isEqualTo(new Answering.Make(1));
        assertThat(answering.heard(new Question(2, 0), SECOND)).isEqualTo(new Answering.Nothing());
        answering.forget();
        assertThat(answering.heard(new Question(7, 0), 2 * SECOND)).isEqualTo(new Answering.Nothing());
        assertThat(answering.made(1, new byte[1]))
                .isEqualTo(new Answering.Send(new Piece(7, 1, 0, ByteBuffer.allocate(1))));
    }

    @Test
    void whatIsMadeForAConnectionThatIsOverIsToldToNobody() {
        answering.heard(new Question(1, 0), 0);
        answering.forget();
        assertThat(answering.made(1, new byte[1])).isEqualTo(new Answering.Nothing());
        assertThat(answering.heard(new Question(1, 0), SECOND)).isEqualTo(new Answering.Make(1));
    }

    @Test
    void figuresThatAreNeverMadeAreMadeAnewAfterTenSeconds() {
        answering.heard(new Question(1, 0), 0);
        answering.judge(9 * SECOND);
        assertThat(answering.heard(new Question(2, 0), 9 * SECOND)).isEqualTo(new Answering.Nothing());
        answering.judge(10 * SECOND);
        assertThat(answering.heard(new Question(3, 0), 10 * SECOND)).isEqualTo(new Answering.Make(3));
        assertThat(answering.made(1, new byte[1])).isEqualTo(new Answering.Nothing());
    }

    @Test
    void anAnswerIsForgottenOnceItIsToldOrAfterTwoSecondsOrWithItsConnection() {
        byte[] long2 = new byte[2 * FrameCodec.LONGEST_PIECE];
        Question more = new Question(1, FrameCodec.LONGEST_PIECE);
        answering.heard(new Question(1, 0), 0);
        answering.made(1, long2);
        assertThat(answering.heard(new Question(1, long2.length), 0)).isEqualTo(new Answering.Nothing());
        assertThat(answering.heard(new Question(7, 1), 0)).isEqualTo(new Answering.Nothing());
        assertThat(answering.heard(more, 0)).isInstanceOf(Answering.Send.class);
        assertThat(answering.heard(more, 0)).isEqualTo(new Answering.Nothing());

        answering.heard(new Question(1, 0), SECOND);
        answering.made(1, long2);
        answering.judge(3 * SECOND);
        assertThat(answering.heard(more, 3 * SECOND)).isEqualTo(new Answering.Nothing());

        answering.heard(new Question(1, 0), 4 * SECOND);
        answering.made(1, long2);
        answering.forget();
        assertThat(answering.heard(more, 4 * SECOND)).isEqualTo(new Answering.Nothing());
    }
}
