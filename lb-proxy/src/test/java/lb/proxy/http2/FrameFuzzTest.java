package lb.proxy.http2;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.DictionaryEntries;
import com.code_intelligence.jazzer.junit.FuzzTest;

/** Any bytes: no exception, no hang, and the same is told of them however they are cut. */
class FrameFuzzTest {
    @FuzzTest(maxDuration = "60s")
    @DictionaryEntries({
        "\\x00\\x00\\x00\\x04\\x00\\x00\\x00\\x00\\x00",
        "\\x00\\x00\\x01\\x01\\x04\\x00\\x00\\x00\\x01\\x82",
        "\\x00\\x00\\x01\\x09\\x04\\x00\\x00\\x00\\x01\\x82",
        "\\x00\\x00\\x04\\x00\\x09\\x00\\x00\\x00\\x01\\x01ab\\x00"
    })
    void framesAreTheSameHoweverTheyAreCut(FuzzedDataProvider data) {
        int piece = data.consumeInt(1, 40);
        byte[] rest = data.consumeRemainingAsBytes();
        // Behind a first frame that is right, or nothing else would ever be reached.
        byte[] bytes = new byte[rest.length + FrameType.HEADER_BYTES];
        bytes[3] = (byte) FrameType.SETTINGS.number();
        System.arraycopy(rest, 0, bytes, FrameType.HEADER_BYTES, rest.length);
        String whole = Frames.told(bytes, bytes.length, false);
        String cut = Frames.told(bytes, piece, piece % 2 == 1);
        if (!whole.equals(cut)) {
            throw new AssertionError("expected " + whole + "\nbut was " + cut);
        }
    }
}
