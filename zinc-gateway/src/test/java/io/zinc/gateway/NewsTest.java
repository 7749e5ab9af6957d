package io.zinc.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.zinc.crdt.AwarenessEntry;
import io.zinc.crdt.Doc;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class NewsTest {

    private final AtomicInteger due = new AtomicInteger();
    private final AtomicLong nanoTime = new AtomicLong(Long.MAX_VALUE - 500); // it overflows, as System.nanoTime may
    private final List<Long> laterNs = new ArrayList<>();
    private final List<Runnable> later = new ArrayList<>();
    private final News<String> news = new News<>(
            due::incrementAndGet,
            (afterNs, what) -> {
                laterNs.add(afterNs);
                later.add(what);
            },
            nanoTime::get);
    private final List<byte[]> updates = new ArrayList<>();
    private final Doc doc = new Doc();

    NewsTest() {
        var unused = doc.onUpdate((update, transaction) -> updates.add(update));
    }

    private void typed(String text, @Nullable String author) {
        doc.getText("text").insert(doc.getText("text").length(), text);
        news.changed(updates.getLast(), author);
    }

    private static String text(News.Batch<String> batch) {
        return Doc.fromUpdate(Objects.requireNonNull(batch.update()))
                .getText("text")
                .toString();
    }

    @Test
    void whatCameTogetherIsOneUpdate() {
        typed("a", "Ann");
        typed("b", "Ann");

        News.Batch<String> batch = news.take();

        assertThat(text(batch)).isEqualTo("ab");
        assertThat(batch.author()).isEqualTo("Ann");
        assertThat(news.take().update()).isNull();
    }

    @Test
    void whatSeveralHaveMadeHasNoAuthor() {
        typed("a", "Ann");
        typed("b", "Ben");
        assertThat(news.take().author()).isNull();

        typed("c", "Ann");
        typed("d", null);
        assertThat(news.take().author()).isNull();
    }

    @Test
    void ofEachClientsPresenceTheLastIsTold() {
        news.present(List.of(new AwarenessEntry(1, 1, "{}"), new AwarenessEntry(2, 5, "{}")));
        news.present(List.of(new AwarenessEntry(1, 2, "null")));

        assertThat(news.take().presences())
                .containsExactly(new AwarenessEntry(1, 2, "null"), new AwarenessEntry(2, 5, "{}"));
    }

    @Test
    void whatComesWhileEventLoopsWriteIsGatheredUntilAllHaveWritten() {
        typed("a", "Ann");
        News.Batch<String> first = news.take();
        assertThat(text(first)).isEqualTo("a");
        news.begun(2);
        updates.clear();
        typed("b", "Ann");
        typed("c", "Ben");

        assertThat(news.take().update()).isNull();
        int before = due.get();
        news.written();
        assertThat(news.take().update()).isNull();
        assertThat(due).hasValue(before);
        news.written();

        assertThat(due).hasValue(before + 1);
        assertThat(updates).hasSize(2);
        Doc all = Doc.fromUpdate(Objects.requireNonNull(first.update()));
        all.applyUpdate(Objects.requireNonNull(news.take().update()));
        assertThat(all.getText("text").toString()).isEqualTo("abc");
    }

    @Test
    void nobodyIsWokenWhenAllIsWrittenAndNothingCame() {
        news.begun(1);
        news.written();

        assertThat(due).hasValue(0);
    }

    private void write(long tookNs) {
        news.begun(1);
        nanoTime.addAndGet(tookNs);
        news.written();
    }

    @Test
    void afterWritingARoomRestsForAsLong() {
        write(1_000);
        write(1_000);
        typed("a", "Ann");

        assertThat(news.take().update()).isNull();
        assertThat(news.take().update()).isNull();
        assertThat(laterNs).as("asked for once").containsExactly(1_000L);

        nanoTime.addAndGet(1_000);
        int before = due.get();
        later.getFirst().run();
        assertThat(due).hasValue(before + 1);
        assertThat(text(news.take())).isEqualTo("a");
        typed("b", "Ann");
        assertThat(news.take().update()).as("it rests no more").isNotNull();
        assertThat(later).hasSize(1);
    }

    @Test
    void whatCameDuringTheWritingIsToldAfterTheRest() {
        write(100);
        news.begun(1);
        typed("a", "Ann");
        nanoTime.addAndGet(100);
        int before = due.get();
        news.written();

        assertThat(due).hasValue(before);
        assertThat(laterNs).containsExactly(100L);
        nanoTime.addAndGet(100);
        later.getFirst().run();
        assertThat(text(news.take())).isEqualTo("a");
    }

    @Test
    void noRestIsLongerThanAnybodyNotices() {
        write(1_000_000_000);
        typed("a", "Ann");
        write(1_000_000_000);

        assertThat(laterNs).containsExactly(20_000_000L);
    }

    @Test
    void aHitchDoesNotMakeItRestLonger() {
        write(1_000);
        typed("a", "Ann");
        write(1_000_000_000);

        assertThat(laterNs).containsExactly(1_000L);
    }

    @Test
    void whatIsToldFirstIsFollowedByNoRest() {
        write(1_000_000);
        typed("a", "Ann");

        assertThat(text(news.take())).isEqualTo("a");
    }
}
