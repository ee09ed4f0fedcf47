package lb.admin.logformat;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;

class LogTemplateFuzzTest {
    @FuzzTest(maxDuration = "5m")
    void anyTextIsATemplateOrAReason(FuzzedDataProvider data) {
        String text = data.consumeRemainingAsString();
        try {
            assertThat(LogTemplate.parse(text).pieces()).isNotEmpty();
        } catch (LogTemplateException e) {
            assertThat(e.getMessage()).isNotBlank();
        }
    }
}
