package charter

import (
	"strings"
	"testing"
)

func TestFloors(t *testing.T) {
	t.Parallel()
	files := folder(t, "office")
	without, err := Parse(files, week)
	if err != nil {
		t.Fatal(err)
	}
	files["floors.yaml"] = []byte(`
- id: first
  name: {ko: 2층, en: First floor}
  level: 2
  size: [30, 20]
  draft: yes
  places:
    - {room: bureau, outline: [[0, 0], [10, 0], [10, 8], [4, 8]], door: [10, 4]}
- id: ground
  name: 1층
  level: 1
  size: [30, 20]
  places:
    - {kind: entrance, box: [12, 18, 6, 2], faces: up}
`)
	c, err := Parse(files, week)
	if err != nil {
		t.Fatal(err)
	}
	d := &c.Directory
	if len(d.Floors) != 2 || d.Floors[0].ID != "ground" || d.Floors[0].Draft || !d.Floors[1].Draft {
		t.Fatalf("floors %+v", d.Floors)
	}
	if c.Digest == without.Digest {
		t.Error("plans do not count in the digest")
	}
	f, p := d.PlaceOf("bureau")
	if f == nil || f.ID != "first" || p.Door != (Point{10, 4}) {
		t.Fatalf("the bureau is at %+v on %+v", p, f)
	}
	if at, w, h := p.Box(); at != (Point{0, 0}) || w != 10 || h != 8 {
		t.Errorf("its bounds are %v %d %d", at, w, h)
	}
	if got := d.FloorOf(d.FindRoom("reading")); got.KO != "2층" {
		t.Errorf("a room without a plan is on %v", got)
	}
	if entrance := d.Floors[0].Places[0]; entrance.Door != (Point{15, 19}) || entrance.Faces != "up" {
		t.Errorf("entrance %+v", entrance)
	}
	if _, p := d.PlaceOf(""); p != nil {
		t.Error("a room without a name is on a plan")
	}
	if got := d.FloorOf(d.FindRoom("bureau")); got.In("en") != "First floor" {
		t.Errorf("the bureau is on %v", got)
	}
}

func TestFloorsAgreeWithRooms(t *testing.T) {
	t.Parallel()
	files := folder(t, "office")
	files["rooms.yaml"] = []byte(strings.ReplaceAll(string(files["rooms.yaml"]), "id: bureau,", "id: bureau, floor: 3층,"))
	files["floors.yaml"] = []byte(plan("level: 1", "{room: bureau, box: [0, 0, 5, 5]}"))
	_, err := Parse(files, week)
	if err == nil || !strings.Contains(err.Error(), `the room "bureau" is on the floor "3층" by rooms.yaml`) {
		t.Errorf("another floor: %v", err)
	}
}
