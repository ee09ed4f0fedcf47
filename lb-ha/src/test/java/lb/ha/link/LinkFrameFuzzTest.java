package lb.ha.link;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;

class LinkFrameFuzzTest {
    private static final int[] LINK_TYPES = {
        LinkFrame.EN10MB, LinkFrame.LINUX_SLL, LinkFrame.LINUX_SLL2, LinkFrame.RAW, LinkFrame.IPV4, LinkFrame.RAW_BSD
    };

    @FuzzTest
    void anyFrameIsReadOrPassedOver(FuzzedDataProvider data) {
        int linkType = data.pickValue(LINK_TYPES);
        byte[] frame = data.consumeRemainingAsBytes();
        LinkFrame found = LinkFrame.of(linkType, frame);
        if (found != null) {
            assertThat(found.packet().remaining()).isBetween(20, frame.length);
            assertThat(found.sourceMac().length()).isIn(0, 17);
        }
    }
}
