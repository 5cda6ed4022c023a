package scene

import "image"

// Tick is a check mark inside a box.
func Tick(box image.Rectangle) []Point {
	return place(box, []Point{
		{0.20, 0.52}, {0.30, 0.42}, {0.43, 0.55}, {0.70, 0.24}, {0.81, 0.34}, {0.44, 0.76},
	})
}

// ChevronDown is an arrow head that points down and fills a box.
func ChevronDown(box image.Rectangle) []Point {
	return place(box, []Point{{0, 0.0}, {0.5, 0.62}, {1, 0.0}, {1, 0.38}, {0.5, 1}, {0, 0.38}})
}

// ChevronLeft is an arrow head that points left and fills a box.
func ChevronLeft(box image.Rectangle) []Point {
	return place(box, []Point{{0.64, 0}, {1, 0.2}, {0.52, 0.5}, {1, 0.8}, {0.64, 1}, {0, 0.5}})
}

// ArrowRight is an arrow with a shaft that points right and fills a box.
func ArrowRight(box image.Rectangle) []Point {
	return place(box, arrow(func(p Point) Point { return p }))
}

// ArrowLeft is an arrow with a shaft that points left and fills a box.
func ArrowLeft(box image.Rectangle) []Point {
	return place(box, arrow(func(p Point) Point { return Point{1 - p.X, p.Y} }))
}

// ArrowUp is an arrow with a shaft that points up and fills a box.
func ArrowUp(box image.Rectangle) []Point {
	return place(box, arrow(func(p Point) Point { return Point{p.Y, 1 - p.X} }))
}

// ArrowDown is an arrow with a shaft that points down and fills a box.
func ArrowDown(box image.Rectangle) []Point {
	return place(box, arrow(func(p Point) Point { return Point{p.Y, p.X} }))
}

// arrow is the contour of one that points right, turned.
func arrow(turn func(Point) Point) []Point {
	contour := []Point{
		{0, 0.42}, {0.72, 0.42}, {0.46, 0.16}, {0.58, 0.04}, {1, 0.5}, {0.58, 0.96}, {0.46, 0.84}, {0.72, 0.58}, {0, 0.58},
	}
	for i, p := range contour {
		contour[i] = turn(p)
	}
	return contour
}

// place stretches a contour from the unit square to a box.
func place(box image.Rectangle, contour []Point) []Point {
	out := make([]Point, len(contour))
	for i, p := range contour {
		out[i] = Point{
			X: float64(box.Min.X) + p.X*float64(box.Dx()),
			Y: float64(box.Min.Y) + p.Y*float64(box.Dy()),
		}
	}
	return out
}
