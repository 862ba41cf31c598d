"""Which networks are exported, and how."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Exported:
    """One file."""

    builder: str
    input: tuple
    kind: str = "classification"
    opset: int = 13
    name: str = ""
    # Axes of the input with a name: {0: "batch"}. None in a static file.
    axes: dict = field(default_factory=dict)
    # The sizes of those names in each run.
    runs: tuple = ({},)
    arguments: dict = field(default_factory=dict)
    # Whether sizes depend on what is seen, as the number of boxes does.
    data_dependent: bool = False

    @property
    def dynamic(self):
        """The names of sizes."""
        return list(self.axes.values())

    def shape(self, sizes):
        """The input's shape with these sizes."""
        return [sizes[self.axes[i]] if i in self.axes else size for i, size in enumerate(self.input)]


BATCH = {0: "batch"}
IMAGE = {0: "batch", 2: "height", 3: "width"}


def both(builder, size=224, sizes=None, kind="classification", **more):
    """A static file, and one with a dynamic batch or, given `sizes`, height and width too; `size` of an image or a whole input."""
    shape = size if isinstance(size, tuple) else (1, 3, size, size)
    yield Exported(builder, shape, kind, name=builder, **more)
    if sizes is None:
        runs = ({"batch": 1}, {"batch": 3})
        yield Exported(builder, shape, kind, name=f"{builder}.batch", axes=BATCH, runs=runs, **more)
    else:
        runs = ({"batch": 1, "height": shape[2], "width": shape[3]},
                *({"batch": b, "height": h, "width": w} for b, h, w in sizes))
        yield Exported(builder, shape, kind, name=f"{builder}.image", axes=IMAGE, runs=runs, **more)


def detection(builder, size=(1, 3, 224, 256), **more):
    """
    Only static: the transform of detection networks takes a list of images, each of its own size. The scores of random weights
    are all alike, near one in the number of classes; a lower threshold lets some through.
    """
    arguments = {"weights_backbone": None, **({"box_score_thresh": 0.011} if "rcnn" in builder else {}), **more.pop("arguments", {})}
    yield Exported(builder, size, "detection", name=builder, data_dependent=True, arguments=arguments, **more)


CLASSIFIERS = [
    *both("alexnet", opset=9), *both("vgg11", opset=7), *both("vgg16_bn"), *both("squeezenet1_1", opset=11),
    *both("resnet18", opset=12, sizes=[(3, 160, 192), (2, 225, 223)]), *both("resnet50"), *both("resnet152"),
    *both("resnext50_32x4d"), *both("wide_resnet50_2"),
    *both("googlenet", arguments={"init_weights": False}), *both("inception_v3", 299, arguments={"init_weights": False}),
    *both("densenet121", opset=16, sizes=[(2, 160, 256)]), *both("densenet201"),
    *both("mobilenet_v2", opset=15, sizes=[(3, 97, 130)]), *both("mobilenet_v3_small", opset=10), *both("mobilenet_v3_large", opset=14),
    *both("shufflenet_v2_x1_0", sizes=[(3, 96, 128)]), *both("mnasnet1_0"),
    *both("efficientnet_b0", sizes=[(2, 160, 131)]), *both("efficientnet_b7", 300), *both("efficientnet_v2_s"),
    *both("regnet_x_400mf"), *both("regnet_y_400mf"), *both("regnet_y_8gf"),
    *both("convnext_tiny", opset=17), *both("vit_b_16", opset=17), *both("swin_t", opset=14), *both("swin_v2_t", 256, opset=14),
    *both("maxvit_t", opset=15),
]

SEGMENTATION = [
    *both("segmentation.fcn_resnet50", (1, 3, 160, 192), sizes=[(2, 128, 161)], kind="segmentation",
          arguments={"weights_backbone": None}),
    *both("segmentation.deeplabv3_mobilenet_v3_large", (1, 3, 160, 192), sizes=[(2, 128, 161)], kind="segmentation",
          arguments={"weights_backbone": None, "aux_loss": True}),
    *both("segmentation.deeplabv3_resnet50", (1, 3, 160, 192), kind="segmentation", arguments={"weights_backbone": None}),
    *both("segmentation.lraspp_mobilenet_v3_large", (1, 3, 160, 192), sizes=[(2, 128, 161)], kind="segmentation",
          arguments={"weights_backbone": None}),
]

VIDEO = [
    *both("video.r3d_18", (1, 3, 8, 112, 112), kind="video"),
    *both("video.mc3_18", (1, 3, 8, 112, 112), kind="video"),
    *both("video.r2plus1d_18", (1, 3, 8, 112, 112), kind="video"),
    *both("video.s3d", (1, 3, 16, 224, 224), kind="video"),
    *both("video.mvit_v1_b", (1, 3, 16, 224, 224), kind="video", opset=14),
    *both("video.mvit_v2_s", (1, 3, 16, 224, 224), kind="video", opset=14),
]

DETECTION = [
    *detection("detection.fasterrcnn_resnet50_fpn", arguments={"min_size": 224, "max_size": 320}),
    *detection("detection.fasterrcnn_mobilenet_v3_large_320_fpn", arguments={"min_size": 224, "max_size": 320}),
    *detection("detection.retinanet_resnet50_fpn", arguments={"min_size": 224, "max_size": 320}),
    *detection("detection.fcos_resnet50_fpn", arguments={"min_size": 224, "max_size": 320, "score_thresh": 0.07}),
    *detection("detection.ssd300_vgg16"), *detection("detection.ssdlite320_mobilenet_v3_large"),
    *detection("detection.maskrcnn_resnet50_fpn", arguments={"min_size": 224, "max_size": 320}),
    *detection("detection.keypointrcnn_resnet50_fpn", arguments={"min_size": 224, "max_size": 320}),
]

FLOW = [*both("optical_flow.raft_small", (1, 3, 128, 160), kind="flow", opset=16)]

NETWORKS = [*CLASSIFIERS, *SEGMENTATION, *VIDEO, *DETECTION, *FLOW]
