package io.zinc.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.zinc.core.Role;
import io.zinc.core.TreeStatus;
import io.zinc.core.TreeStatus.Node;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class TreePictureTest {

    private static final UUID HOST = id(1);
    private static final UUID RELAY = id(2);

    private final TreePicture picture = new TreePicture(false, id(5));

    private static UUID id(long n) {
        return new UUID(n << 32, n);
    }

    private static Node node(UUID id, UUID parent, Role role, String address, int children, long gaps) {
        return new Node(id, parent, role, address, children, 10, 30, 0, gaps, 0, 0, 0, 0, "");
    }

    private static TreeStatus status(int omitted, Node... nodes) {
        return new TreeStatus("demo", 7, List.of(nodes), omitted);
    }

    private static final TreeStatus SMALL = status(
            0,
            node(HOST, HOST, Role.HOST, "tcp://127.0.0.1:5570", 2, 0),
            node(id(5), HOST, Role.CLIENT, "", 0, 0),
            node(RELAY, HOST, Role.RELAY, "tcp://127.0.0.1:5571", 2, 0),
            node(id(4), RELAY, Role.CLIENT, "", 0, 2),
            node(id(3), RELAY, Role.CLIENT, "", 0, 0));

    @Test
    void aTreeIsDrawnWithItsBranchesAndFigures() {
        assertThat(picture.draw(SMALL, 120, 20))
                .containsExactly(
                        "cluster demo, 5 endpoints               sent/s  handled/s  lag  gaps  repairs  children  dropped",
                        "host 00000001 tcp://127.0.0.1:5570          10         30    .     .        .         2        .",
                        "├─ relay 00000002 tcp://127.0.0.1:5571      10         30    .     .        .         2        .",
                        "│  ├─ client 00000003                       10         30    .     .        .                  .",
                        "│  └─ client 00000004                       10         30    .     2        .                  .",
                        "└─ client 00000005 (this)                   10         30    .     .        .                  .");
    }

    @Test
    void itFitsAnyWidth() {
        for (int columns = 1; columns < 130; columns++) {
            int width = columns;
            assertThat(picture.draw(SMALL, columns, 20))
                    .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(width));
        }
    }

    @Test
    void aNarrowPictureKeepsTheMostImportantFigures() {
        assertThat(picture.draw(SMALL, 60, 20).getFirst())
                .contains("sent/s  handled/s  lag")
                .doesNotContain("dropped");
    }

    @Test
    void itFitsAnyHeightAndCountsWhatItDoesNotShow() {
        for (int rows = 3; rows < 12; rows++) {
            List<String> lines = picture.draw(SMALL, 80, rows);
            assertThat(lines).hasSizeLessThanOrEqualTo(rows);
            long hidden = SMALL.nodes().size()
                    - lines.stream().filter(line -> line.contains("0000000")).count();
            if (hidden > 0) {
                assertThat(lines.getLast()).isEqualTo("... and " + hidden + " more");
            }
        }
    }

    @Test
    void whatTheHostHadNoRoomForIsCounted() {
        TreeStatus status = status(95, SMALL.nodes().toArray(Node[]::new));
        assertThat(picture.draw(status, 80, 50)).first().asString().startsWith("cluster demo, 100 endpoints");
        assertThat(picture.draw(status, 80, 50)).last().isEqualTo("... and 95 more");
    }

    @Test
    void anEndpointWhoseParentIsNotReportedYetIsShownAllTheSame() {
        TreeStatus status = status(
                0,
                node(HOST, HOST, Role.HOST, "tcp://127.0.0.1:5570", 0, 0),
                node(id(3), id(99), Role.CLIENT, "", 0, 0));
        assertThat(picture.draw(status, 80, 20)).hasSize(3);
    }

    @Test
    void aReportThatIsACircleEnds() {
        List<Node> nodes = new ArrayList<>();
        nodes.add(node(HOST, HOST, Role.HOST, "tcp://127.0.0.1:5570", 0, 0));
        nodes.add(node(id(3), id(4), Role.RELAY, "tcp://127.0.0.1:1", 1, 0));
        nodes.add(node(id(4), id(3), Role.RELAY, "tcp://127.0.0.1:2", 1, 0));
        assertThat(picture.draw(new TreeStatus("demo", 7, nodes, 0), 80, 20)).isNotEmpty();
    }

    @Test
    void anAddressCannotSteerTheTerminal() {
        TreeStatus status = status(0, node(HOST, HOST, Role.HOST, "tcp://\033[2J:1", 0, 0));
        assertThat(String.join("", picture.draw(status, 80, 20))).doesNotContain("\033");
    }

    @Test
    void coloursAddNothingToWhatIsSeen() {
        List<String> coloured = new TreePicture(true, id(5)).draw(SMALL, 100, 20);
        assertThat(String.join("\n", coloured)).contains("\033[");
        assertThat(coloured.stream()
                        .map(line -> line.replaceAll("\033\\[[0-9;]*m", "").stripTrailing())
                        .toList())
                .isEqualTo(picture.draw(SMALL, 100, 20));
    }

    @Test
    void largeNumbersStaySmall() {
        assertThat(TreePicture.number(0)).isEqualTo("0");
        assertThat(TreePicture.number(99_999)).isEqualTo("99999");
        assertThat(TreePicture.number(999_999)).isEqualTo("999k");
        assertThat(TreePicture.number(12_340_000)).isEqualTo("12.3M");
        assertThat(TreePicture.number(7_000_000_000L)).isEqualTo("7.0G");
    }
}
