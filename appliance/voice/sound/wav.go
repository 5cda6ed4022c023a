package sound

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"math"
)

// HeaderSize is the bytes of Header.
const HeaderSize = 44

// Header is that of a WAV file with so many bytes of samples.
func Header(size uint32) []byte {
	h := append(make([]byte, 0, HeaderSize), "RIFF"...)
	h = binary.LittleEndian.AppendUint32(h, size+HeaderSize-8)
	h = append(h, "WAVEfmt "...)
	h = binary.LittleEndian.AppendUint32(h, 16) // what follows about the format
	h = binary.LittleEndian.AppendUint16(h, formatPCM)
	h = binary.LittleEndian.AppendUint16(h, 1) // channels
	h = binary.LittleEndian.AppendUint32(h, Rate)
	h = binary.LittleEndian.AppendUint32(h, Rate*2) // bytes a second
	h = binary.LittleEndian.AppendUint16(h, 2)      // bytes a sample, of all channels
	h = binary.LittleEndian.AppendUint16(h, 16)     // bits
	h = append(h, "data"...)
	return binary.LittleEndian.AppendUint32(h, size)
}

// The kinds of samples in a WAV file.
const (
	formatPCM        = 1
	formatFloat      = 3
	formatExtensible = 0xfffe
)

// wav is the "fmt " chunk of a WAV file.
type wav struct {
	format, channels uint16
	rate             uint32
	bits             uint16
}

// DecodeWAV reads a WAV file: 8 to 32 bits or 32-bit floats, any rate from 4 to
// 192 kHz, any number of channels, whose mean counts. The error is ErrFormat.
func DecodeWAV(data []byte) ([]int16, error) {
	if len(data) < 12 || string(data[:4]) != "RIFF" || string(data[8:12]) != "WAVE" {
		return nil, fmt.Errorf("%w: no WAV file", ErrFormat)
	}
	var format wav
	for rest := data[12:]; len(rest) >= 8; {
		name, size := string(rest[:4]), int(binary.LittleEndian.Uint32(rest[4:]))
		body := rest[8:]
		body = body[:min(size, len(body))] // programs that stream leave the size open
		switch name {
		case "fmt ":
			if len(body) < 16 {
				return nil, fmt.Errorf("%w: WAV file with a short header", ErrFormat)
			}
			format = wav{
				binary.LittleEndian.Uint16(body), binary.LittleEndian.Uint16(body[2:]),
				binary.LittleEndian.Uint32(body[4:]), binary.LittleEndian.Uint16(body[14:]),
			}
			if format.format == formatExtensible && len(body) >= 26 {
				format.format = binary.LittleEndian.Uint16(body[24:])
			}
		case "data":
			return format.decode(body)
		}
		rest = rest[min(len(rest), 8+len(body)+len(body)%2):]
	}
	return nil, fmt.Errorf("%w: WAV file without samples", ErrFormat)
}

// decode makes a sound of the samples of a WAV file.
func (w wav) decode(data []byte) ([]int16, error) {
	sample, size := w.sample()
	if sample == nil || w.channels == 0 || w.channels > 32 || w.rate < 4000 || w.rate > 192000 {
		return nil, fmt.Errorf("%w: WAV file of kind %d with %d bits, %d channels at %d Hz", ErrFormat, w.format, w.bits, w.channels, w.rate)
	}
	channels := int(w.channels)
	mono := make([]float64, len(data)/(size*channels))
	for i := range mono {
		for c := range channels {
			mono[i] += sample(data[(i*channels+c)*size:])
		}
		mono[i] /= float64(channels)
	}
	return resample(mono, int(w.rate)), nil
}

// sample is what reads one sample as a number from -32768 to 32767, and its
// bytes; nil for a kind that is not known.
func (w wav) sample() (func([]byte) float64, int) {
	le := binary.LittleEndian
	switch {
	case w.format == formatPCM && w.bits == 8:
		return func(b []byte) float64 { return (float64(b[0]) - 128) * 256 }, 1
	case w.format == formatPCM && w.bits == 16:
		return func(b []byte) float64 { return float64(int16(le.Uint16(b))) }, 2 //nolint:gosec // the bits of a signed number
	case w.format == formatPCM && w.bits == 24:
		return func(b []byte) float64 { return float64(int(b[0])|int(b[1])<<8|int(int8(b[2]))<<16) / 256 }, 3 //nolint:gosec // as above
	case w.format == formatPCM && w.bits == 32:
		return func(b []byte) float64 { return float64(int32(le.Uint32(b))) / 65536 }, 4 //nolint:gosec // as above
	case w.format == formatFloat && w.bits == 32:
		return func(b []byte) float64 {
			v := float64(math.Float32frombits(le.Uint32(b)))
			if math.IsNaN(v) {
				return 0
			}
			return v * 32768
		}, 4
	}
	return nil, 0
}

// resample brings samples of a rate to Rate, with a windowed sinc that lets
// through what both rates can hold.
func resample(x []float64, rate int) []int16 {
	if rate == Rate {
		out := make([]int16, len(x))
		for i, v := range x {
			out[i] = clamp(v)
		}
		return out
	}
	const lobes = 16
	ratio := float64(rate) / Rate
	cut := 0.97 * min(1, 1/ratio)
	reach := lobes / cut
	out := make([]int16, int(float64(len(x))/ratio))
	for i := range out {
		at := float64(i) * ratio
		sum := 0.0
		for j := max(0, int(at-reach)+1); j < min(len(x), int(at+reach)+1); j++ {
			d := float64(j) - at
			sum += x[j] * cut * sinc(cut*d) * (0.5 + 0.5*math.Cos(math.Pi*d/reach))
		}
		out[i] = clamp(sum)
	}
	return out
}

func sinc(x float64) float64 {
	if x == 0 {
		return 1
	}
	return math.Sin(math.Pi*x) / (math.Pi * x)
}

// EncodeWAV is a WAV file of a sound, which must be under 4 GiB.
func EncodeWAV(pcm []int16) []byte {
	out := bytes.NewBuffer(Header(uint32(len(pcm)) * 2)) //nolint:gosec // as the caller promises
	_ = binary.Write(out, binary.LittleEndian, pcm)      // a buffer takes all
	return out.Bytes()
}
